using System.Collections.Immutable;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.Strategies;

/// <summary>What a strategy grain keeps over restarts (design R4).</summary>
public sealed record StrategyState
{
    /// <summary>The settings as they were given.</summary>
    public StrategySettings? Settings { get; init; }

    /// <summary>Parameters changed at run time: they come before those of the settings.</summary>
    public ImmutableDictionary<string, string> Overrides { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What <c>IStrategy.Save</c> gave when everything up to <see cref="Cursor"/> was told and settled.</summary>
    public string? Saved { get; init; }

    /// <summary>The version of <see cref="Saved"/>; state from before versions were kept has 1.</summary>
    public int SavedVersion { get; init; } = 1;

    /// <summary>The journal sequence up to which the strategy was told everything.</summary>
    public long Cursor { get; init; }

    /// <summary>Event sequences up to this may have been used: the next activation begins above.</summary>
    public long Reserved { get; init; }

    /// <summary>News told but not yet settled, ascending: told again after a crash, under the same event sequences.</summary>
    public ImmutableArray<NewsSpan> Spans { get; init; } = [];

    /// <summary>Contracts subscribed to, so that a new plan can leave them.</summary>
    public ImmutableArray<ConId> Contracts { get; init; } = [];

    /// <summary>The event sequence of a start that is not settled yet: made again, it is the same start. Null when there is none.</summary>
    public long? Start { get; init; }

    /// <summary>The settings with what was changed at run time; null before the first.</summary>
    public StrategySettings? Effective() => Settings is null ? null : Settings with
    {
        Parameters = Settings.Parameters.RemoveRange(Settings.Parameters.Keys.Where(name => Overrides.Keys.Contains(name, StringComparer.OrdinalIgnoreCase))).SetItems(Overrides),
    };

    /// <summary>What the strategy gets back; null before it ever saved.</summary>
    public SavedState? Restored() => Saved is null ? null : new SavedState(SavedVersion, Saved);

    /// <summary>With everything up to the checkpoint settled.</summary>
    public StrategyState Settled(StrategyCheckpoint checkpoint) => checkpoint.Cursor < Cursor
        ? this
        : this with
        {
            Saved = checkpoint.Saved?.Text,
            SavedVersion = checkpoint.Saved?.Version ?? 1,
            Cursor = checkpoint.Cursor,
            Spans = Spans.Any(span => span.UpTo <= checkpoint.Cursor) ? Spans.RemoveAll(span => span.UpTo <= checkpoint.Cursor) : Spans,
            Start = Start == checkpoint.Start ? null : Start,
        };
}

/// <summary>Event sequences for the news in (<paramref name="After"/>, <paramref name="UpTo"/>] of the journal: each journal entry has two, from <paramref name="First"/>.</summary>
public sealed record NewsSpan(long After, long UpTo, long First)
{
    public long End => First + (2 * (UpTo - After));

    /// <summary>The same news item has the same event sequence, however often it is told.</summary>
    public long SequenceOf(StrategyNewsItem item) => First + (2 * (item.Seq - After - 1)) + (item.Fill is null ? 1 : 0);
}
