using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Serialization;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Storage.Journal;

/// <summary>What the tables must learn from a batch of journal entries; the one mapping, for live commits and for a rebuild.</summary>
/// <remarks>Each group is a JSON array of rows named like the table's columns, or null when it is empty.</remarks>
internal sealed class JournalProjection
{
    private static readonly JsonSerializerOptions Rows = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new Nested<OrderTerms>.Converter(), new Nested<OrderAttributes>.Converter(), new Nested<ExecutionPolicy>.Converter() },
    };

    private readonly AccountId _account;
    private readonly List<TransactionRow> _transactions = [];
    private readonly JsonArray _changes = [];
    private readonly Dictionary<ExecId, CommissionRow> _commissions = [];
    private readonly Dictionary<(StrategyName, ConId), TargetRow> _targets = [];
    private readonly List<NotificationRow> _notifications = [];
    private readonly List<OrderRow> _orders = [];

    private JournalProjection(AccountId account) => _account = account;

    public string? Orders => Json(_orders);

    public string? Transactions => Json(_transactions);

    public string? Changes => _changes.Count == 0 ? null : _changes.ToJsonString();

    public string? Commissions => Json(_commissions.Values);

    public string? Targets => Json(_targets.Values);

    public string? Notifications => Json(_notifications);

    public bool IsEmpty => _orders.Count + _transactions.Count + _changes.Count + _commissions.Count + _targets.Count + _notifications.Count == 0;

    public static JournalProjection Of(AccountId account, IReadOnlyList<JournalEntry> entries, IReadOnlyList<Order> orders)
    {
        var projection = new JournalProjection(account);
        var touchedBy = new Dictionary<ClientOrderId, long>();
        foreach (var entry in entries)
        {
            projection.Add(entry);
            if (EventKeys.OrderOf(entry.Event) is { } id)
            {
                touchedBy[id] = entry.Seq;
            }
        }

        projection.Add(orders, touchedBy);
        return projection;
    }

    /// <summary>Order states alone, with the sequence of the last event about each; 0 leaves the row's as it is.</summary>
    public static JournalProjection OfOrders(AccountId account, IEnumerable<Order> orders, Dictionary<ClientOrderId, long> touchedBy)
    {
        var projection = new JournalProjection(account);
        projection.Add(orders, touchedBy);
        return projection;
    }

    /// <summary>PostgreSQL keeps microseconds; cut, not rounded, so that every way of writing agrees.</summary>
    public static DateTimeOffset Micro(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private void Add(IEnumerable<Order> orders, Dictionary<ClientOrderId, long> touchedBy) =>
        _orders.AddRange(orders.Select(order => OrderRow.Of(_account, order, touchedBy.GetValueOrDefault(order.Id))));

    private void Add(JournalEntry entry)
    {
        switch (entry.Event)
        {
            case ExecutionBooked e:
                _transactions.Add(TransactionRow.Of(e.Fill, entry.Seq));
                break;
            case CommissionReported e:
                _commissions[e.ExecId] = new CommissionRow(_account.Value, e.ExecId.Value, e.Commission.Amount, e.Commission.Currency.Value, entry.Seq);
                break;
            case TargetSet e:
                _targets[(e.Strategy, e.ConId)] = new TargetRow(
                    _account.Value, e.Strategy.Value, e.ConId.Value, e.Quantity.Value, new(e.Policy), entry.Seq, Micro(entry.At));
                break;
            case Notified e:
                _notifications.Add(new NotificationRow(_account.Value, entry.Seq, Micro(entry.At), e.Level.ToString(), e.Topic, e.Text));
                break;
            default:
                if (Change(entry) is { } change)
                {
                    _changes.Add(change);
                }

                break;
        }
    }

    private static JsonObject? Change(JournalEntry entry)
    {
        JsonObject? change = entry.Event switch
        {
            StrategyRegistered e => new()
            {
                ["kind"] = "strategy",
                ["strategy"] = e.Strategy.Value,
                ["tag"] = e.Strategy.Tag,
                ["capital"] = e.Capital.Amount,
                ["currency"] = e.Capital.Currency.Value,
            },
            StrategyStatusSet e => new() { ["kind"] = "strategy-status", ["strategy"] = e.Strategy.Value, ["status"] = e.Status.ToString(), ["reason"] = e.Reason },
            ExecutionAssigned e => new() { ["kind"] = "assigned", ["exec_root"] = e.ExecRoot, ["from"] = e.From.Value, ["to"] = e.To.Value },
            AdjustmentSuperseded e => new() { ["kind"] = "superseded", ["exec_id"] = e.Adjustment.Value, ["remaining"] = e.Remaining.Value, ["by"] = e.By.Value },
            MismatchOpened e => new()
            {
                ["kind"] = "mismatch-opened",
                ["con_id"] = e.ConId.Value,
                ["ours"] = e.Ours.Value,
                ["broker"] = e.Broker.Value,
                ["cause"] = e.Cause,
                ["at"] = Micro(entry.At),
            },
            MismatchClosed e => new() { ["kind"] = "mismatch-closed", ["con_id"] = e.ConId.Value, ["cause"] = e.Cause, ["at"] = Micro(entry.At) },
            AccountStateSet e => new() { ["kind"] = "account", ["state"] = e.State.ToString(), ["by"] = e.By, ["reason"] = e.Reason },
            AccountAdopting e => new() { ["kind"] = "account", ["adopting"] = true, ["reason"] = e.Cause },
            AccountAdopted e => new() { ["kind"] = "account", ["adopting"] = false, ["by"] = e.By },
            KillLatched e => new() { ["kind"] = "account", ["kill_latch"] = e.LatchId, ["by"] = e.By, ["reason"] = e.Reason },
            KillRearmed e => new() { ["kind"] = "account", ["kill_latch"] = null, ["by"] = e.By },
            _ => null, // Orders come as their state after the batch; the rest lives in the journal alone.
        };
        if (change is not null)
        {
            change["seq"] = entry.Seq;
        }

        return change;
    }

    private static string? Json<T>(IReadOnlyCollection<T> rows) => rows.Count == 0 ? null : JsonSerializer.Serialize(rows, Rows);

    private sealed record TransactionRow(
        string ExecId,
        string ExecRoot,
        int Revision,
        string Strategy,
        int ConId,
        string Symbol,
        decimal Quantity,
        decimal Price,
        decimal Multiplier,
        string Currency,
        DateTimeOffset ExecTime,
        string Source,
        string? ClientOrderId,
        long? PermId,
        string? Cause,
        long BookedSeq)
    {
        public static TransactionRow Of(Fill fill, long seq) => new(
            fill.ExecId.Value,
            fill.ExecId.Root,
            fill.ExecId.Revision,
            fill.Strategy.Value,
            fill.ConId.Value,
            fill.Symbol,
            fill.Signed.Value,
            fill.Price.Value,
            fill.Multiplier,
            fill.Currency.Value,
            Micro(fill.At),
            fill.Source.ToString(),
            fill.Order?.Value,
            fill.PermId?.Value,
            fill.Cause?.ToString(),
            seq);
    }

    private sealed record CommissionRow(string Account, string ExecId, decimal Commission, string Currency, long AsOfSeq);

    private sealed record TargetRow(
        string Account, string Strategy, int ConId, decimal Quantity, Nested<ExecutionPolicy> Policy, long Version, DateTimeOffset At);

    private sealed record NotificationRow(string Account, long Seq, DateTimeOffset At, string Level, string Topic, string Text);

    private sealed record OrderRow(
        string Account,
        string ClientOrderId,
        string OrderRef,
        string Strategy,
        int ConId,
        string Side,
        decimal Quantity,
        string? Type,
        Nested<OrderTerms> Terms,
        string TimeInForce,
        bool OutsideRth,
        string Purpose,
        long? TargetVersion,
        string Status,
        decimal Filled,
        decimal FilledValue,
        int? OrderId,
        int? ClientId,
        long[] PermIds,
        bool Acknowledged,
        bool CancelRequested,
        string? Reason,
        DateTimeOffset IntendedAt,
        DateTimeOffset UpdatedAt,
        long AsOfSeq,
        Nested<OrderAttributes>? Attributes)
    {
        public static OrderRow Of(AccountId account, Order order, long seq)
        {
            return new OrderRow(
                account.Value,
                order.Id.Value,
                order.Ref.ToString(),
                order.Intent.Strategy.Value,
                order.Intent.ConId.Value,
                order.Intent.Side.ToString(),
                order.Intent.Quantity.Value,
                order.Intent.Terms.Name,
                new(order.Intent.Terms),
                order.Intent.TimeInForce.ToString(),
                order.Intent.OutsideRth,
                order.Intent.Purpose.ToString(),
                order.Intent.TargetVersion,
                order.Status.ToString(),
                order.Filled.Value,
                order.FilledValue,
                order.OrderId,
                order.ClientId,
                order.PermIds.IsDefault ? [] : [.. order.PermIds.Select(static id => id.Value)],
                order.Acknowledged,
                order.CancelRequested,
                order.Reason,
                Micro(order.IntendedAt),
                Micro(order.UpdatedAt),
                seq,
                AttributesOf(order.Intent));
        }

        /// <summary>Null for a plain order.</summary>
        private static Nested<OrderAttributes>? AttributesOf(OrderIntent intent)
        {
            var attributes = new OrderAttributes(intent.OutsideRth, intent.GoodTill, intent.Oca, intent.Bracket, intent.Algo);
            return attributes == OrderAttributes.None ? null : new(attributes);
        }
    }

    /// <summary>A column that holds the domain's own JSON.</summary>
    private readonly record struct Nested<T>(T Value)
    {
        public sealed class Converter : JsonConverter<Nested<T>>
        {
            public override Nested<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Rows are only written.");

            public override void Write(Utf8JsonWriter writer, Nested<T> value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.Value, DomainJson.Options);
        }
    }
}
