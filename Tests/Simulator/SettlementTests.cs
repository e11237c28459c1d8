using CsCheck;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Control;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>The end of options and futures: positions and cash change over night, and no execution tells of it.</summary>
public sealed class SettlementTests : IDisposable
{
    private const string Expiration = "20260116";
    private const int Spx = 416904;

    private static readonly DateTimeOffset Expiry = new(2026, 1, 16, 21, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("settle").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Options_expire_worthless_are_exercised_or_assigned_without_an_execution()
    {
        var before = default(LedgerAccount);
        await using (var gateway = await Gateways.StartAsync(Gateways.Quiet with { Stepped = true, DataFolder = _folder }))
        {
            using var client = RawClient.Connect(gateway.Port, 1);
            client.Send(new PositionsRequest());
            Buy(client, Gateways.AppleOption(Expiration, 225, "C"), "BUY", 2);
            Buy(client, Gateways.AppleOption(Expiration, 235, "C"), "BUY", 1);
            Buy(client, Gateways.AppleOption(Expiration, 235, "P"), "SELL", 3);
            await gateway.ChangeClockAsync(new ClockChange(Step: 1));
            client.Wait<ExecDetailsMessage>(count: 3);
            before = Assert.Single((await gateway.LedgerAsync()).Accounts);

            await gateway.ChangeClockAsync(new ClockChange(At: Expiry.AddSeconds(-2)));
            await gateway.ChangeClockAsync(new ClockChange(Step: 1));
            Assert.Empty((await gateway.LedgerAsync()).Settlements);
            client.Forget();
            await gateway.ChangeClockAsync(new ClockChange(Step: 3));

            client.Wait<PositionMessage>(m => m.Contract.ConId == Gateways.Apple && m.Position == 500);
            Assert.Equal(0, client.Wait<PositionMessage>(m => m.Contract is { Strike: 235, Right: "P" }).Position);
            Assert.Empty(client.All<ExecDetailsMessage>());
            client.Send(new ExecutionsRequest { ReqId = 9 });
            client.Wait<ExecDetailsEndMessage>();
            Assert.Empty(client.All<ExecDetailsMessage>());
        }

        // A restart books nothing a second time.
        await using var again = await Gateways.StartAsync(Gateways.Quiet with { Stepped = true, DataFolder = _folder });
        await again.ChangeClockAsync(new ClockChange(Step: 2));
        var ledger = await again.LedgerAsync();
        Assert.Equal(
            [(225, "Exercised", "SELL", 2m), (0, "Exercised", "BUY", 200m), (235, "Expired", "SELL", 1m), (235, "Assigned", "BUY", 3m), (0, "Assigned", "BUY", 300m)],
            ledger.Settlements.OrderBy(static s => (s.Kind == "Assigned", s.Kind == "Expired", s.Symbol, s.ConId == Gateways.Apple))
                .Select(static s => (StrikeOf(s.ConId), s.Kind, s.Side, s.Quantity)));
        var after = Assert.Single(ledger.Accounts);
        Assert.Equal(before!.Cash - 200 * 225 - 300 * 235, after.Cash);
        Assert.Equal([(Gateways.Apple, 500m)], ledger.Positions.Where(static p => p.Quantity != 0).Select(static p => (p.ConId, p.Quantity)));
        Assert.Equal(3, ledger.Executions.Count);
    }

    [Fact]
    public async Task An_option_on_an_index_and_a_future_are_paid_in_cash_at_the_last_value()
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Stepped = true });
        using var client = RawClient.Connect(gateway.Port, 1);
        var spot = (await gateway.PricesAsync()).Single(static p => p.ConId == Spx).Last;
        client.Send(new SecDefOptParamsRequest { ReqId = 1, UnderlyingSymbol = "SPX", UnderlyingSecType = "IND", UnderlyingConId = Spx });
        var strike = client.Wait<SecDefOptParamsMessage>().Strikes.Last(k => k < spot - 100);
        var option = Gateways.AppleOption("20260320", strike, "C") with { Symbol = "SPX" };
        Buy(client, option, "BUY", 1);
        Buy(client, new TwsContract { Symbol = "ES", SecType = "FUT", Exchange = "CME", LastTradeDateOrContractMonth = "202603" }, "BUY", 2);
        await gateway.ChangeClockAsync(new ClockChange(Step: 1));
        client.Wait<ExecDetailsMessage>(count: 2);
        var ledger = await gateway.LedgerAsync();
        var future = ledger.Executions.Single(static e => e.Symbol == "ES");
        var before = Assert.Single(ledger.Accounts).Cash;

        await gateway.ChangeClockAsync(new ClockChange(At: new DateTimeOffset(2026, 3, 20, 21, 0, 5, TimeSpan.Zero)));
        await gateway.ChangeClockAsync(new ClockChange(Step: 2));

        ledger = await gateway.LedgerAsync();
        Assert.All(ledger.Settlements, static s => Assert.Equal("Cash", s.Kind));
        Assert.Equal(2, ledger.Settlements.Count);
        Assert.All(ledger.Positions, static p => Assert.Equal(0, p.Quantity));
        Assert.Equal(before + (spot - strike) * 100 + (spot - future.Price) * 100 - future.Commission, Assert.Single(ledger.Accounts).Cash);
    }

    [Fact]
    public async Task An_option_is_exercised_on_request_and_lapses_on_its_last_day_only()
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Stepped = true });
        using var client = RawClient.Connect(gateway.Port, 1);
        client.Send(new PositionsRequest());
        var (inside, outside) = (Gateways.AppleOption(Expiration, 225, "C"), Gateways.AppleOption(Expiration, 235, "C"));
        Buy(client, inside, "BUY", 3);
        Buy(client, outside, "BUY", 1);
        await gateway.ChangeClockAsync(new ClockChange(Step: 1));
        client.Wait<ExecDetailsMessage>(count: 2);
        var cash = Assert.Single((await gateway.LedgerAsync()).Accounts).Cash;

        (ExerciseOptionsRequest Request, string Why)[] refused =
        [
            (new() { ReqId = 901, Contract = inside, ExerciseAction = 3, ExerciseQuantity = 1 }, "exercise action 3"),
            (new() { ReqId = 902, Contract = inside, ExerciseAction = 1, ExerciseQuantity = 4 }, "from 1 to the 3 contracts held long"),
            (new() { ReqId = 903, Contract = inside, ExerciseAction = 1, ExerciseQuantity = 1, Account = "DU9" }, "invalid account code 'DU9'"),
            (new() { ReqId = 904, Contract = outside, ExerciseAction = 1, ExerciseQuantity = 1 }, "out of the money"),
            (new() { ReqId = 905, Contract = inside, ExerciseAction = 2, ExerciseQuantity = 1 }, "on its last day only"),
            (new() { ReqId = 906, Contract = new TwsContract { ConId = Gateways.Apple, Exchange = "SMART" }, ExerciseAction = 1, ExerciseQuantity = 1 }, "not an option"),
        ];
        foreach (var (request, why) in refused)
        {
            client.Send(request);
            Assert.Contains(why, client.Wait<ErrMsgMessage>(m => m.Id == request.ReqId && m.ErrorCode == 321).ErrorMsg, StringComparison.Ordinal);
        }

        client.Forget();
        client.Send(new ExerciseOptionsRequest { ReqId = 910, Contract = inside, ExerciseAction = 1, ExerciseQuantity = 2 });
        client.Wait<PositionMessage>(static m => m.Contract.ConId == Gateways.Apple && m.Position == 200);
        client.Send(new ExerciseOptionsRequest { ReqId = 911, Contract = outside, ExerciseAction = 1, ExerciseQuantity = 1, Override = 1 });
        client.Send(new CurrentTimeRequest());
        client.Wait<CurrentTimeMessage>();
        await gateway.ChangeClockAsync(new ClockChange(Step: 1));
        client.Wait<PositionMessage>(static m => m.Contract.ConId == Gateways.Apple && m.Position == 300);
        await gateway.ChangeClockAsync(new ClockChange(At: Expiry.AddHours(-2)));
        client.Send(new ExerciseOptionsRequest { ReqId = 912, Contract = inside, ExerciseAction = 2, ExerciseQuantity = 1 });
        client.Wait<PositionMessage>(static m => m.Contract.Strike == 225 && m.Position == 0);

        Assert.Empty(client.All<ExecDetailsMessage>());
        Assert.Empty(client.All<ErrMsgMessage>());
        var ledger = await gateway.LedgerAsync();
        Assert.Equal(cash - 200 * 225 - 100 * 235, Assert.Single(ledger.Accounts).Cash);
        Assert.Equal([(Gateways.Apple, 300m)], ledger.Positions.Where(static p => p.Quantity != 0).Select(static p => (p.ConId, p.Quantity)));
        Assert.Equal(["Exercised", "Exercised", "Exercised", "Exercised", "Expired"], ledger.Settlements.Select(static s => s.Kind).Order(StringComparer.Ordinal));
    }

    /// <summary>Whatever is held at whatever cost: what the settlement leaves, at the last price, is worth what the contract was worth then.</summary>
    [Fact]
    public void A_settlement_neither_makes_nor_loses_money() => Gen.Select(
            Gen.Int[-5, 5].Where(static q => q != 0), Gen.Decimal[0.01m, 60m].Select(static d => Math.Round(d, 2)), Gen.Decimal[150m, 320m].Select(static d => Math.Round(d, 2)),
            Gen.Int[30, 60], Gen.Bool)
        .Sample((quantity, cost, last, step, isCall) =>
        {
            var family = new ListedMarket(ListedMarket.DefaultSpots).Options.Single(static f => f.Underlying.ConId.Value == Gateways.Apple);
            var listing = family.Listed(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero)).Where(l => l.Instrument.Right == (isCall ? OptionRight.Call : OptionRight.Put)).ElementAt(step);
            var account = SimulatedAccount.Open(AccountId.Of("DUSIM0001"), 0).Book(
                listing.ConId, quantity > 0 ? Side.Buy : Side.Sell, Quantity.Of(Math.Abs(quantity)), cost * 100, 0, false, out _);

            var settlement = Settlement.Of(listing, account.PositionOf(listing.ConId), last);

            var after = settlement.Legs.Aggregate(account, static (books, leg) => books.Book(
                leg.Listing.ConId, leg.Side, leg.Quantity, leg.Price * leg.Listing.Instrument.Multiplier, 0, false, out _));
            var intrinsic = Math.Max(0, (last - listing.Instrument.Strike!.Value) * (isCall ? 1 : -1));
            Assert.Equal(0, after.PositionOf(listing.ConId).Quantity);
            Assert.Equal(account.Cash + quantity * intrinsic * 100, after.Cash + after.PositionOf(family.Underlying.ConId).Quantity * last);
        });

    private static void Buy(RawClient client, TwsContract contract, string action, decimal quantity)
    {
        var id = client.Place(contract, new TwsOrder { Action = action, OrderType = "MKT", TotalQuantity = quantity });
        client.Send(new CurrentTimeInMillisRequest());
        client.Wait<CurrentTimeInMillisMessage>(count: id);
    }

    private static int StrikeOf(int conId) =>
        (int)(new ListedMarket(ListedMarket.DefaultSpots).Find(conId)!.Instrument.Strike ?? 0);
}
