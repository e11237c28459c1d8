namespace OrleansTrader.Domain.Values;

/// <summary>A domain value that is one primitive with rules; serialized as that primitive alone.</summary>
public interface IScalar<TSelf, TPrimitive>
    where TSelf : struct, IScalar<TSelf, TPrimitive>
{
    TPrimitive Value { get; }

    /// <exception cref="ArgumentException"><paramref name="value"/> breaks a rule of the type.</exception>
    static abstract TSelf Of(TPrimitive value);
}
