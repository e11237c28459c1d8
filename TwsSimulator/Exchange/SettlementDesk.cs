using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.TwsSimulator.Journal;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Holdings whose contract ended become shares, cash or nothing: positions and cash change, and no execution tells of it.</summary>
internal sealed class SettlementDesk(ExchangeFloor floor, AccountDesk accounts)
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    private DateTimeOffset _looked;

    /// <summary>Settles what expired, also while the exchange was switched off; at the price of the moment it expired.</summary>
    public void Step()
    {
        if (floor.Now - _looked < LookPeriod)
        {
            return;
        }

        _looked = floor.Now;
        foreach (var account in floor.State.Accounts.Values.ToArray())
        {
            foreach (var (conId, position) in account.Positions.Where(static p => p.Key >= FutureFamily.FirstConId && p.Value.Quantity != 0))
            {
                if (floor.Listing(ConId.Of(conId)) is { ExpiresAt: { } end } listing && end <= floor.Now)
                {
                    Settle(account.Id, listing, position, floor.Market(listing.Derivation!.Underlying).Prices.QuoteAt(end).Last);
                }
            }
        }
    }

    /// <summary>Positions, cash and their subscribers: everything that a settlement changes.</summary>
    public void Book(AccountId account, Settlement settlement)
    {
        foreach (var leg in settlement.Legs)
        {
            Book(account, settlement.Kind, leg);
            accounts.Changed(account, leg.Listing.ConId);
        }
    }

    private void Settle(AccountId account, Listing listing, SimulatedPosition position, Price underlying) =>
        Book(account, Settlement.Of(listing, position, underlying.Value));

    private void Book(AccountId account, SettlementKind kind, SettlementLeg leg)
    {
        var of = leg.Listing.Instrument;
        floor.State.Accounts[account.Value].Book(of.ConId, leg.Side, leg.Quantity, leg.Price * of.Multiplier, 0, leg.Listing.IsMargined, out var realized);
        var booked = new SimulatedExecution(
            floor.State.NextExecId, 0, 0, 0, null, account, of.ConId, leg.Side, leg.Quantity, Price.Of(leg.Price), floor.Now,
            of.PrimaryExchange ?? of.Exchange, false, leg.Quantity, leg.Price, 0, realized)
        {
            Multiplier = of.Multiplier,
            IsMargined = leg.Listing.IsMargined,
            Settlement = kind,
        };
        floor.Record(new JournalRecord.Executed(floor.Now, booked));
    }
}
