using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Tests.Grains;

/// <summary>The market data side of a gateway that remembers every request and answers from what the test put in.</summary>
internal sealed class FakeGateway : IMarketDataGateway, IInstrumentSource, IInstrumentStore
{
    private readonly ConcurrentQueue<(string What, int ConId, LineKind Kind)> _calls = [];

    public ConcurrentDictionary<string, ImmutableArray<Instrument>> Known { get; } = [];

    public ConcurrentDictionary<(int ConId, BarSize Size), ImmutableArray<Bar>> History { get; } = [];

    public Func<Instrument, Quote?>? Snapshot { get; set; }

    /// <summary>The error that requests about a contract's lines end with.</summary>
    public Func<int, Exception?>? LineFault { get; set; }

    public int HistoryRequests;

    public int Searches;

    public IReadOnlyCollection<(string What, int ConId, LineKind Kind)> Calls => _calls;

    public int Count(string what, int conId, LineKind kind) => _calls.Count(call => call == (what, conId, kind));

    /// <summary>Priorities of the open lines.</summary>
    public ConcurrentDictionary<(int ConId, LineKind Kind), int> Priorities { get; } = [];

    public ValueTask SubscribeAsync(Instrument instrument, LineKind kind, int priority, CancellationToken cancellationToken)
    {
        ThrowIfFaulty(instrument);
        if (Priorities.TryGetValue((instrument.ConId.Value, kind), out var known) && known != priority)
        {
            Priorities[(instrument.ConId.Value, kind)] = priority;
            return ValueTask.CompletedTask;
        }

        Priorities[(instrument.ConId.Value, kind)] = priority;
        _calls.Enqueue(("open", instrument.ConId.Value, kind));
        return ValueTask.CompletedTask;
    }

    public ValueTask UnsubscribeAsync(Instrument instrument, LineKind kind, CancellationToken cancellationToken)
    {
        ThrowIfFaulty(instrument);
        Priorities.TryRemove((instrument.ConId.Value, kind), out _);
        _calls.Enqueue(("close", instrument.ConId.Value, kind));
        return ValueTask.CompletedTask;
    }

    public async Task<ImmutableArray<Bar>> HistoricalBarsAsync(Instrument instrument, BarSize size, int count, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref HistoryRequests);
        await Task.Yield();
        return History.TryGetValue((instrument.ConId.Value, size), out var bars) ? [.. bars.TakeLast(count)] : [];
    }

    /// <summary>Requests for a range of bars, answered or not.</summary>
    public ConcurrentQueue<(int ConId, BarSize Size, TimeRange Range)> Backfills { get; } = [];

    /// <summary>The error that requests for a range of a contract's bars end with.</summary>
    public Func<int, Exception?>? HistoryFault { get; set; }

    /// <summary>Throws what the request for a range ends with.</summary>
    public Action<TimeRange>? RangeFault { get; set; }

    public async Task<ImmutableArray<Bar>> HistoricalBarsAsync(Instrument instrument, BarSize size, TimeRange range, string what, CancellationToken cancellationToken)
    {
        Backfills.Enqueue((instrument.ConId.Value, size, range));
        await Task.Yield();
        RangeFault?.Invoke(range);
        return HistoryFault?.Invoke(instrument.ConId.Value) is { } fault
            ? throw fault
            : History.TryGetValue((instrument.ConId.Value, size), out var bars) ? [.. bars.Where(bar => range.Contains(bar.Start))] : [];
    }

    /// <summary>The tape; a contract that is not here has a history that fails.</summary>
    public ConcurrentDictionary<int, ImmutableArray<Print>> Tape { get; } = [];

    public async Task<ImmutableArray<Print>> HistoricalTradesAsync(Instrument instrument, TimeRange range, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Tape.TryGetValue(instrument.ConId.Value, out var trades) ? [.. trades.Where(trade => range.Contains(trade.At))] : throw new GatewayRequestException(10187, "no ticks");
    }

    public async Task<Quote> SnapshotAsync(Instrument instrument, CancellationToken cancellationToken)
    {
        if (Snapshot?.Invoke(instrument) is { } quote)
        {
            return quote;
        }

        var never = new TaskCompletionSource<Quote>();
        await using var cancelled = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
        return await never.Task;
    }

    public Task<ImmutableArray<Instrument>> FindAsync(InstrumentSpec spec, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Searches);
        return Task.FromResult(Known.TryGetValue(spec.Type == SecurityType.FutureOption ? $"{spec}/{spec.Type}" : spec.ToString(), out var found)
            ? found
            : [.. Known.Values.SelectMany(static one => one).Where(one => one.ConId == spec.ConId)]);
    }

    /// <summary>The options listed on a symbol.</summary>
    public ConcurrentDictionary<string, ImmutableArray<OptionClass>> Options { get; } = [];

    public Task<ImmutableArray<OptionClass>> OptionsAsync(Instrument underlying, CancellationToken cancellationToken) =>
        Task.FromResult(Options.TryGetValue(underlying.Symbol, out var listed) ? listed : []);

    /// <summary>What the broker's search finds.</summary>
    public ConcurrentDictionary<string, ImmutableArray<InstrumentCandidate>> Similar { get; } = [];

    /// <summary>The table of instruments.</summary>
    public ConcurrentQueue<Instrument> Recorded { get; } = [];

    public Exception? TableFault { get; set; }

    public Task<ImmutableArray<InstrumentCandidate>> SearchAsync(string text, CancellationToken cancellationToken) =>
        Task.FromResult(Similar.TryGetValue(text, out var found) ? found : []);

    public Task SaveAsync(Instrument instrument, CancellationToken cancellationToken)
    {
        if (TableFault is { } fault)
        {
            return Task.FromException(fault);
        }

        Recorded.Enqueue(instrument);
        return Task.CompletedTask;
    }

    private void ThrowIfFaulty(Instrument instrument)
    {
        if (LineFault?.Invoke(instrument.ConId.Value) is { } fault)
        {
            throw fault;
        }
    }
}

/// <summary>Stored histories as the test put them in.</summary>
internal sealed class FakeBarStore : IBarStore
{
    public ConcurrentDictionary<BarSeries, ImmutableArray<Bar>> Stored { get; } = [];

    public Task<ImmutableArray<Bar>> LastAsync(BarSeries series, PriceAdjustment? adjustment, int count, DateTimeOffset before, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<Bar>>(Stored.TryGetValue(series, out var bars) ? [.. bars.Where(bar => bar.Start < before).TakeLast(count)] : []);

    public Task<ImmutableArray<Bar>> ReadAsync(BarSeries series, TimeRange range, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<Bar>>(Stored.TryGetValue(series, out var bars) ? [.. bars.Where(bar => range.Contains(bar.Start))] : []);
}

internal sealed class FakeLease : ILease
{
    public long? Epoch { get; set; } = 1;

    public long? KeptEpoch => Epoch;

    public Task LostAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    public Task<long> AcquiredAsync(CancellationToken cancellationToken) => Task.FromResult(1L);
}

/// <summary>Only the session's condition: contract grains ask nothing else of a broker.</summary>
internal sealed class FakeBroker : IBroker
{
    public BrokerCondition Condition { get; set; } = new(SessionState.Ready, 1, true, true, 1);

    public Task AttachAsync(AccountId account, EngineToken token, CancellationToken cancellationToken) => throw new NotSupportedException();

    public int LargestOrderBatch => int.MaxValue;

    public ValueTask<bool> AcquireOrderSlotAsync(CancellationToken cancellationToken, int messages = 1) => throw new NotSupportedException();

    public void ReleaseOrderSlots(int count) => throw new NotSupportedException();

    public ValueTask<SendResult> PlaceAsync(EngineToken token, OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId = null) => throw new NotSupportedException();

    public ValueTask<SendResult> ModifyAsync(EngineToken token, int orderId, OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId = null) => throw new NotSupportedException();

    public Task<WhatIfEffect> WhatIfAsync(EngineToken token, OrderIntent intent, Instrument instrument, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<SendResult> CancelAsync(EngineToken token, int orderId) => throw new NotSupportedException();

    public ValueTask<SendResult> GlobalCancelAsync(EngineToken token) => throw new NotSupportedException();

    public ValueTask<long> SynchronizeAsync(EngineToken token, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>What the engine grain of the tests does and saw. It deduplicates submissions by sequence as the real one does.</summary>
internal sealed class FakeEngine
{
    private readonly ConcurrentDictionary<StrategyName, long> _accepted = [];

    public ConcurrentQueue<StrategySubmission> Submissions { get; } = [];

    /// <summary>Submissions that had an effect: not repeats.</summary>
    public ConcurrentQueue<StrategySubmission> Effects { get; } = [];

    public ConcurrentQueue<OperatorCommand> Commands { get; } = [];

    /// <summary>Commands that are refused.</summary>
    public Func<OperatorCommand, bool> Refuse { get; set; } = static _ => false;

    public ConcurrentDictionary<StrategyName, StrategyNews> News { get; } = [];

    /// <summary>Submissions of these strategies wait.</summary>
    public ConcurrentDictionary<string, Task> Gates { get; } = [];

    /// <summary>Runs after the submission took effect: throwing here is a lost reply.</summary>
    public Func<StrategySubmission, Task>? AfterSubmit { get; set; }

    public Func<StrategyAction, Denial?> Deny { get; set; } = static _ => null;

    public int CatchUps;

    public static StrategyNews NoNews(long seq = 0, StrategyStatus status = StrategyStatus.Active) =>
        new(seq, [], [], [], status, new Money(100_000, Currency.Usd));

    public async Task<SubmissionResult> SubmitAsync(StrategySubmission submission)
    {
        await Gates.GetValueOrDefault(submission.Strategy.Value, Task.CompletedTask);
        Submissions.Enqueue(submission);
        var isRepeat = submission.EventSequence <= _accepted.GetValueOrDefault(submission.Strategy);
        if (!isRepeat)
        {
            _accepted[submission.Strategy] = submission.EventSequence;
            Effects.Enqueue(submission);
        }

        await (AfterSubmit?.Invoke(submission) ?? Task.CompletedTask);
        return new SubmissionResult(isRepeat, [.. submission.Actions.Select(action => Deny(action))]);
    }
}

internal sealed class FakeEngineGrain(FakeEngine engine) : Grain, IOrderEngineGrain
{
    public Task QuarantineAsync(BrokerEvent report, string problem) => throw new NotSupportedException();

    public Task WakeAsync() => Task.CompletedTask;

    public Task OnBrokerEventsAsync(ImmutableArray<BrokerEvent> events) => Task.CompletedTask;

    public Task<SubmissionResult> SubmitAsync(StrategySubmission submission) => engine.SubmitAsync(submission);

    public Task<WhatIfAnswer> WhatIfAsync(PlaceByHand order) => throw new NotSupportedException();

    public Task<CommandResult> ExecuteAsync(OperatorCommand command)
    {
        if (engine.Refuse(command))
        {
            return Task.FromResult(CommandResult.Refused(new Denial(DenialCode.UnknownStrategy, "refused by the test")));
        }

        engine.Commands.Enqueue(command);
        return Task.FromResult(CommandResult.Ok("done"));
    }

    public Task<StrategyNews> CatchUpAsync(StrategyName strategy, long afterSeq)
    {
        Interlocked.Increment(ref engine.CatchUps);
        var news = engine.News.GetValueOrDefault(strategy) ?? FakeEngine.NoNews();
        return Task.FromResult(news with { Items = [.. news.Items.Where(item => item.Seq > afterSeq)] });
    }

    public Task<AccountView> GetState() => throw new NotSupportedException();
}

/// <summary>Every line our code logged.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IEnumerable<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("OrleansTrader", StringComparison.Ordinal)
        ? new Writer(_lines)
        : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void Dispose()
    {
    }

    private sealed class Writer(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
    }
}
