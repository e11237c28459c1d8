namespace OrleansTrader.Domain.Simulation;

/// <summary>Random numbers as a pure function of a seed and a position: the same question always has the same answer.</summary>
internal static class Noise
{
    private const double Scale = 1.0 / 65536;

    /// <summary>64 well-mixed bits (the finalizer of SplitMix64).</summary>
    public static ulong Bits(ulong seed, ulong position)
    {
        var z = seed + (position + 1) * 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public static double Uniform(ulong seed, ulong position) => (Bits(seed, position) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Near to normal, mean 0 and variance 1, never past 3.5: the sum of four uniforms taken from one draw.</summary>
    public static double Normal(ulong seed, ulong position)
    {
        var bits = Bits(seed, position);
        var sum = (ushort)bits + (ushort)(bits >> 16) + (ushort)(bits >> 32) + (ushort)(bits >> 48);
        return ((sum + 2) * Scale - 2) * 1.7320508075688772;
    }
}
