using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.IbBridge.Gateways;

/// <summary>Wakes every contract with a persisted subscription, so that data flows right after a start.</summary>
internal sealed partial class ContractWaker(IContractRegistry registry, IContractGateway contracts, ILogger<ContractWaker> logger)
{
    private const int AtOnce = 8;

    public async Task WakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var known = await registry.SubscribedAsync(cancellationToken);
            await Parallel.ForEachAsync(
                known,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (conId, _) => await WakeOneAsync(conId));
            LogWoken(known.Length);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotRead(e); // Reminders revive what was missed.
        }
    }

    private async Task WakeOneAsync(ConId conId)
    {
        try
        {
            await contracts.Find(conId).WakeAsync();
        }
        catch (Exception e)
        {
            LogNotWoken(conId, e); // Its reminder does it again; the others must not wait for it.
        }
    }

    [LoggerMessage(EventId = 3041, Level = LogLevel.Information, Message = "{Count} contracts with subscriptions were woken")]
    private partial void LogWoken(int count);

    [LoggerMessage(EventId = 3042, Level = LogLevel.Warning, Message = "Contract {ConId} could not be woken")]
    private partial void LogNotWoken(ConId conId, Exception exception);

    [LoggerMessage(EventId = 3043, Level = LogLevel.Error, Message = "The contracts with subscriptions could not be read")]
    private partial void LogNotRead(Exception exception);
}
