using System.ComponentModel.DataAnnotations;

namespace OrleansTrader.Grains.Strategies;

/// <summary>How strategies are hosted. Section <c>StrategyHost</c>.</summary>
public sealed class StrategyHostOptions
{
    public const string Section = "StrategyHost";

    /// <summary>A callback that takes longer has hung: that strategy is suspended and the operator told.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan CallbackDeadline { get; set; } = TimeSpan.FromSeconds(10);
}
