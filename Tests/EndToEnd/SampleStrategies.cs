namespace OrleansTrader.Tests.EndToEnd;

/// <summary>Settings of strategies that trade often enough for a test of minutes.</summary>
internal static class SampleStrategies
{
    /// <summary>Two strategies on overlapping contracts by targets, one that places its own orders.</summary>
    public const string Lively =
        """
        [
          { "Name": "cross", "Type": "MovingAverageCross", "Account": "DUSIM0001", "Capital": 100000,
            "Parameters": { "instruments": "AAPL,MSFT,NVDA", "bar": "5s", "fast": "1", "slow": "2", "shares": "70", "short": "true" } },
          { "Name": "rsi", "Type": "RsiMeanReversion", "Account": "DUSIM0001", "Capital": 100000,
            "Parameters": { "instruments": "AAPL,TSLA,JPM", "bar": "5s", "period": "2", "shares": "130" } },
          { "Name": "probe", "Type": "LatencyProbe", "Account": "DUSIM0001", "Capital": 100000,
            "Parameters": { "instruments": "GOOGL,META", "pause": "300" } }
        ]
        """;
}
