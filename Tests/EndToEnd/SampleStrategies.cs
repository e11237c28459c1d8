namespace OrleansTrader.Tests.EndToEnd;

/// <summary>Settings of strategies that trade often enough for a test of minutes.</summary>
internal static class SampleStrategies
{
    /// <summary>The greatest target of the strategy <c>cross</c>, long or short.</summary>
    public const int CrossShares = 70;

    /// <summary>The greatest target of the strategy <c>rsi</c>, long or short.</summary>
    public const int RsiShares = 130;

    /// <summary>Two strategies on overlapping contracts by targets, one that places its own orders.</summary>
    public static string Lively { get; } =
        $$"""
        [
          { "Name": "cross", "Type": "MovingAverageCross", "Account": "DUSIM0001", "Capital": 100000,
            "Parameters": { "instruments": "AAPL,MSFT,NVDA", "bar": "5s", "fast": "1", "slow": "2", "shares": "{{CrossShares}}", "short": "true" } },
          { "Name": "rsi", "Type": "RsiMeanReversion", "Account": "DUSIM0001", "Capital": 100000,
            "Parameters": { "instruments": "AAPL,TSLA,JPM", "bar": "5s", "period": "2", "shares": "{{RsiShares}}" } },
          { "Name": "probe", "Type": "LatencyProbe", "Account": "DUSIM0001", "Capital": 100000,
            "Parameters": { "instruments": "GOOGL,META", "pause": "300" } }
        ]
        """;
}
