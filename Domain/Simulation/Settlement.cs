using System.Collections.Immutable;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>What became of a holding whose contract ended.</summary>
public enum SettlementKind
{
    /// <summary>Out of the money: nothing is left of it.</summary>
    Expired,

    /// <summary>A long option that was worth at least a cent: its shares were bought or sold at the strike.</summary>
    Exercised,

    /// <summary>A short option that was worth at least a cent: the other side exercised it.</summary>
    Assigned,

    /// <summary>A future, or an option on an index: its last value was paid in cash.</summary>
    Cash,
}

/// <summary>One booking of a settlement; nobody traded, so it costs no commission and is no execution.</summary>
/// <param name="Price">Per unit, without multiplier.</param>
public sealed record SettlementLeg(Listing Listing, Side Side, Quantity Quantity, decimal Price);

/// <summary>How the end of a contract is booked: a position change without an execution, as IB does it over night.</summary>
/// <remarks>
/// Shares that come from an option carry its premium in their cost (strike plus premium of a call, strike less premium of a put), so the option
/// itself realizes nothing then. Cash moves by strike times shares, or by the last value.
/// </remarks>
public sealed record Settlement(SettlementKind Kind, ImmutableArray<SettlementLeg> Legs)
{
    /// <summary>The clearing house exercises what is worth at least this much a share.</summary>
    public const decimal ExerciseThreshold = 0.01m;

    /// <param name="position">Not flat.</param>
    /// <param name="underlying">The last price of what the contract is on.</param>
    /// <exception cref="ArgumentException">The listing never expires.</exception>
    public static Settlement Of(Listing listing, SimulatedPosition position, decimal underlying)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(position);
        if (listing.Derivation is not Derivation.Option option)
        {
            return listing.Derivation is Derivation.Future
                ? new(SettlementKind.Cash, [Closing(listing, position, underlying)])
                : throw new ArgumentException($"{listing.Instrument.Symbol} never expires.", nameof(listing));
        }

        var intrinsic = (underlying - (decimal)option.Strike) * (option.IsInverse ? -1 : 1);
        if (intrinsic < ExerciseThreshold)
        {
            return new(SettlementKind.Expired, [Closing(listing, position, 0)]);
        }

        return option.Underlying.IsTradable
            ? Delivered(listing, option, position)
            : new(SettlementKind.Cash, [Closing(listing, position, intrinsic)]);
    }

    /// <summary>What the holder of an option asked for before its end: its shares at the strike, whatever they are worth.</summary>
    /// <param name="position">Long; only <paramref name="quantity"/> of it is exercised.</param>
    /// <exception cref="ArgumentException">It is no option on something that can be delivered.</exception>
    public static Settlement Exercise(Listing listing, SimulatedPosition position, Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(position);
        return listing.Derivation is Derivation.Option { Underlying.IsTradable: true } option
            ? Delivered(listing, option, position with { Quantity = quantity.Value })
            : throw new ArgumentException($"{listing.Instrument.Symbol} is no option on anything that is delivered.", nameof(listing));
    }

    /// <summary>What the holder of an option gave up: nothing is left of it, also in the money.</summary>
    public static Settlement Lapse(Listing listing, SimulatedPosition position, Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(position);
        return new(SettlementKind.Expired, [Closing(listing, position with { Quantity = quantity.Value }, 0)]);
    }

    private static Settlement Delivered(Listing listing, Derivation.Option option, SimulatedPosition position)
    {
        var isLong = position.Quantity > 0;
        var premium = position.AverageCost / listing.Instrument.Multiplier;
        var shares = Quantity.Of(Math.Abs(position.Quantity) * listing.Instrument.Multiplier);
        var side = isLong != option.IsInverse ? Side.Buy : Side.Sell;
        var price = (decimal)option.Strike + (option.IsInverse ? -premium : premium);
        return new(
            isLong ? SettlementKind.Exercised : SettlementKind.Assigned,
            [Closing(listing, position, premium), new SettlementLeg(option.Underlying, side, shares, price)]);
    }

    private static SettlementLeg Closing(Listing listing, SimulatedPosition position, decimal price) =>
        new(listing, position.Quantity > 0 ? Side.Sell : Side.Buy, Quantity.Of(Math.Abs(position.Quantity)), price);
}
