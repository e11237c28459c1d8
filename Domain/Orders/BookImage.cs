using System.Collections.Immutable;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>A book as plain lists, for a snapshot: what follows from others (folds, sums of commissions without a holding) is worked out again.</summary>
/// <remarks>Going there and back gives an equal book (<see cref="BookHash"/>). Orders and fills, the long lists, travel beside it.</remarks>
public sealed record BookImage(
    AccountId Account,
    long Seq,
    DateTimeOffset? LastAt,
    ImmutableArray<BookImage.LiveImage> Live,
    ImmutableArray<BookImage.WireImage> Wires,
    ImmutableArray<BookImage.PermImage> Perms,
    ImmutableArray<BookImage.HoldingImage> Holdings,
    ImmutableArray<BookImage.NetImage> Net,
    ImmutableArray<BookImage.ChargeImage> Commissions,
    ImmutableArray<BookImage.ChargeImage> Staged,
    ImmutableArray<ExecId> Uncharged,
    ImmutableArray<TargetPosition> Targets,
    ImmutableArray<BookImage.StrategyImage> Strategies,
    ImmutableArray<BookImage.RefusalImage> Refusals,
    ImmutableArray<BookImage.MismatchImage> Mismatches,
    ImmutableArray<ConId> Unaccepted,
    ImmutableArray<BookImage.QuarantineImage> Quarantine,
    ImmutableArray<BookImage.LimitImage> Limits,
    ImmutableArray<BookImage.RestrictionImage> Restricted,
    ImmutableArray<BookImage.TrafficImage> Traffic,
    ImmutableArray<BookImage.MarkImage> Marks,
    TradingState State,
    string? AdoptingCause,
    bool Adopted,
    string? KillLatch,
    BookCounters Counters)
{
    /// <summary>Empty in images of before answers were kept.</summary>
    public ImmutableArray<AnswerImage> Answers { get; init; } = [];

    public static BookImage Of(Book book)
    {
        ArgumentNullException.ThrowIfNull(book);
        return new BookImage(
            book.Account,
            book.Seq,
            book.LastAt,
            [.. book.Live.Select(static p => new LiveImage(p.Key, p.Value))],
            [.. book.ByWireId.Select(static p => new WireImage(p.Key, p.Value))],
            [.. book.ByPermId.Select(static p => new PermImage(p.Key, p.Value))],
            [.. book.Holdings.Select(static p => new HoldingImage(p.Key, p.Value.Commission, p.Value.Symbol, p.Value.Currency, p.Value.Multiplier, [.. p.Value.OtherCommissions.Select(static o => new Money(o.Value, o.Key))]))],
            [.. book.Net.Select(static p => new NetImage(p.Key, p.Value))],
            [.. book.Commissions.Select(static p => new ChargeImage(p.Key, p.Value))],
            [.. book.StagedCommissions.Select(static p => new ChargeImage(p.Key, p.Value))],
            [.. book.Uncharged],
            [.. book.Targets.Values],
            [.. book.Strategies.Select(static p => StrategyImage.Of(p.Key, p.Value))],
            [.. book.Refusals.Select(static p => new RefusalImage(p.Key, p.Value))],
            [.. book.Mismatches.Select(static p => new MismatchImage(p.Key, p.Value))],
            [.. book.UnacceptedAdjustments],
            [.. book.Quarantine.Select(static p => new QuarantineImage(p.Key, p.Value))],
            [.. book.Limits.Select(static p => new LimitImage(p.Key, p.Value))],
            [.. book.Restricted.Select(static p => new RestrictionImage(p.Key, p.Value))],
            [.. book.Traffic.Select(static p => new TrafficImage(p.Key, p.Value))],
            [.. book.Marks.Select(static p => new MarkImage(p.Key, p.Value))],
            book.State,
            book.AdoptingCause,
            book.Adopted,
            book.KillLatch,
            book.Counters)
        {
            Answers = [.. book.Answers.Select(static p => new AnswerImage(p.Key, p.Value))],
        };
    }

    public Book ToBook(IEnumerable<Order> orders, IReadOnlyCollection<Fill> fills)
    {
        var folds = fills.GroupBy(static fill => new Holding(fill.Strategy, fill.ConId)).ToDictionary(
            static group => group.Key,
            static group => PositionFold.Of(group.OrderBy(static fill => fill.At).ThenBy(static fill => fill.ExecId.Root, StringComparer.Ordinal)));
        return new Book
        {
            Account = Account,
            Seq = Seq,
            LastAt = LastAt,
            Orders = orders.ToImmutableDictionary(static order => order.Id),
            Live = Live.ToImmutableDictionary(static one => one.ConId, static one => one.Orders),
            ByWireId = Wires.ToImmutableDictionary(static one => one.Wire, static one => one.Order),
            ByPermId = Perms.ToImmutableDictionary(static one => one.PermId, static one => one.Order),
            Fills = fills.ToImmutableDictionary(static fill => fill.ExecId.Root),
            Holdings = Holdings.ToImmutableDictionary(
                static one => one.Holding, one => new HoldingBooks(folds.GetValueOrDefault(one.Holding) ?? PositionFold.Empty, one.Commission, one.Symbol, one.Currency, one.Multiplier)
                {
                    OtherCommissions = one.Others.ToImmutableDictionary(static other => other.Currency, static other => other.Amount),
                }),
            Net = Net.ToImmutableDictionary(static one => one.ConId, static one => one.Quantity),
            Commissions = Commissions.ToImmutableDictionary(static one => one.ExecId, static one => one.Commission),
            StagedCommissions = Staged.ToImmutableDictionary(static one => one.ExecId, static one => one.Commission),
            Uncharged = [.. Uncharged],
            Targets = Targets.ToImmutableDictionary(static target => new Holding(target.Strategy, target.ConId)),
            Strategies = Strategies.ToImmutableDictionary(static one => one.Name, static one => one.ToBooks()),
            Refusals = Refusals.ToImmutableDictionary(static one => one.Holding, static one => one.Trail),
            Mismatches = Mismatches.ToImmutableDictionary(static one => one.ConId, static one => one.Mismatch),
            UnacceptedAdjustments = [.. Unaccepted],
            Quarantine = Quarantine.ToImmutableDictionary(static one => one.Seq, static one => one.Report),
            Limits = Limits.ToImmutableDictionary(static one => one.Key, static one => one.Change),
            Restricted = Restricted.ToImmutableDictionary(static one => one.ConId, static one => one.Restriction),
            Traffic = Traffic.ToImmutableDictionary(static one => one.Strategy, static one => one.Traffic),
            Marks = Marks.ToImmutableDictionary(static one => one.Key, static one => one.Mark),
            State = State,
            AdoptingCause = AdoptingCause,
            Adopted = Adopted,
            KillLatch = KillLatch,
            Counters = Counters,
            Answers = Answers.ToImmutableDictionary(static one => one.Command, static one => one.Answer),
        };
    }

    public sealed record LiveImage(ConId ConId, ImmutableArray<ClientOrderId> Orders);

    public sealed record WireImage(WireId Wire, ClientOrderId Order);

    public sealed record PermImage(PermId PermId, ClientOrderId Order);

    public sealed record HoldingImage(Holding Holding, decimal Commission, string Symbol, Currency Currency, decimal Multiplier, ImmutableArray<Money> Others);

    public sealed record NetImage(ConId ConId, PositionQuantity Quantity);

    public sealed record ChargeImage(ExecId ExecId, Money Commission);

    public sealed record RefusalImage(Holding Holding, RefusalTrail Trail);

    public sealed record MismatchImage(ConId ConId, Mismatch Mismatch);

    public sealed record QuarantineImage(long Seq, QuarantinedReport Report);

    public sealed record LimitImage(LimitKey Key, LimitChange Change);

    public sealed record RestrictionImage(ConId ConId, Restriction Restriction);

    public sealed record TrafficImage(StrategyName Strategy, OrderTraffic Traffic);

    public sealed record AnswerImage(string Command, CommandAnswer Answer);

    public sealed record MarkImage(string Key, EquityMark Mark);

    public sealed record DenialImage(ClientOrderId Order, Denial Denial);

    public sealed record StrategyImage(
        StrategyName Name,
        string Tag,
        StrategyStatus Status,
        Money Capital,
        string? Reason,
        long Accepted,
        ImmutableArray<DenialImage> Denials,
        ImmutableArray<DenialImage> Denied,
        bool Flattening,
        TradingState Trading)
    {
        public static StrategyImage Of(StrategyName name, StrategyBooks books) => new(
            name, books.Tag, books.Status, books.Capital, books.Reason, books.Accepted, Of(books.Denials), Of(books.Denied), books.Flattening, books.Trading);

        public StrategyBooks ToBooks() => new(Tag, Status, Capital, Reason, Accepted, To(Denials), To(Denied), Flattening) { Trading = Trading };

        private static ImmutableArray<DenialImage> Of(ImmutableDictionary<ClientOrderId, Denial> denials) => [.. denials.Select(static p => new DenialImage(p.Key, p.Value))];

        private static ImmutableDictionary<ClientOrderId, Denial> To(ImmutableArray<DenialImage> denials) =>
            denials.ToImmutableDictionary(static one => one.Order, static one => one.Denial);
    }
}
