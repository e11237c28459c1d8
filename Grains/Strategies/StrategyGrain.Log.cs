using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Grains.Strategies;

internal sealed partial class StrategyGrain
{
    [LoggerMessage(EventId = 3200, Level = LogLevel.Information, Message = "Strategy {Strategy} ({Type}) is live from journal sequence {Cursor}")]
    private partial void LogStarted(StrategyName strategy, string type, long cursor);

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "Strategy {Strategy} could not start yet")]
    private partial void LogNotStarted(StrategyName strategy, Exception exception);

    [LoggerMessage(EventId = 3202, Level = LogLevel.Error, Message = "Strategy {Strategy}: {Callback} threw; its actions are discarded")]
    private partial void LogThrew(StrategyName strategy, string callback, Exception exception);

    [LoggerMessage(EventId = 3203, Level = LogLevel.Warning, Message = "Strategy {Strategy}: {Callback} took {Elapsed}")]
    private partial void LogSlow(StrategyName strategy, string callback, TimeSpan elapsed);

    [LoggerMessage(EventId = 3204, Level = LogLevel.Warning, Message = "Strategy {Strategy}: {Action} was denied ({Code}): {Text}")]
    private partial void LogDenied(StrategyName strategy, StrategyAction action, DenialCode code, string text);

    [LoggerMessage(EventId = 3205, Level = LogLevel.Warning, Message = "Strategy {Strategy}: submission {Sequence} not answered; trying again")]
    private partial void LogSubmitFailed(StrategyName strategy, long sequence, Exception exception);

    [LoggerMessage(EventId = 3206, Level = LogLevel.Error, Message = "Strategy {Strategy}: state not stored")]
    private partial void LogStoreFailed(StrategyName strategy, Exception exception);

    [LoggerMessage(EventId = 3207, Level = LogLevel.Information, Message = "Strategy {Strategy}: {Text}")]
    private partial void LogFromStrategy(StrategyName strategy, string text);

    [LoggerMessage(EventId = 3208, Level = LogLevel.Warning, Message = "Strategy {Strategy} notes: {Text}")]
    private partial void LogNotice(StrategyName strategy, string text);

    [LoggerMessage(EventId = 3209, Level = LogLevel.Information, Message = "Strategy {Strategy}: {From} to {To}: {Reason}")]
    private partial void LogStatus(StrategyName strategy, StrategyStatus from, StrategyStatus to, string reason);

    [LoggerMessage(EventId = 3210, Level = LogLevel.Warning, Message = "Strategy {Strategy}: command {Command} not done: {Reason}")]
    private partial void LogCommandFailed(StrategyName strategy, OperatorCommand command, string reason);

    [LoggerMessage(EventId = 3211, Level = LogLevel.Error, Message = "Strategy {Strategy}: outbox full, submission {Sequence} discarded")]
    private partial void LogOutboxFull(StrategyName strategy, long sequence);

    [LoggerMessage(EventId = 3212, Level = LogLevel.Warning, Message = "Strategy {Strategy}: the engine did not say what is new")]
    private partial void LogNotAsked(StrategyName strategy, Exception exception);

    [LoggerMessage(EventId = 3213, Level = LogLevel.Warning, Message = "Strategy {Strategy} deactivates: {Reason}")]
    private partial void LogDeactivating(StrategyName strategy, string reason);

    [LoggerMessage(EventId = 3214, Level = LogLevel.Error, Message = "Strategy {Strategy}: {Callback} has not returned within {Deadline}; it is suspended")]
    private partial void LogHung(StrategyName strategy, string callback, TimeSpan deadline);

    [LoggerMessage(EventId = 3215, Level = LogLevel.Information, Message = "Strategy {Strategy}: parameters changed by {By}: {Changes}")]
    private partial void LogParameters(StrategyName strategy, string by, string changes);

    [LoggerMessage(EventId = 3216, Level = LogLevel.Warning, Message = "Strategy {Strategy}: the hours of {Instrument} could not be refreshed")]
    private partial void LogNotRefreshed(StrategyName strategy, string instrument, Exception exception);
}
