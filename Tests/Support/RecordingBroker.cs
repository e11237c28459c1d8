using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Tests.Support;

/// <summary>The order side of a bridge over a <see cref="ModelGateway"/>: remembers every write, gives the gateway's reports when the test asks.</summary>
internal sealed class RecordingBroker : IBroker
{
    private readonly Lock _lock = new();
    private readonly List<string> _placed = [];
    private readonly List<int> _cancelled = [];
    private readonly List<int?> _parents = [];
    private readonly List<(int OrderId, decimal Quantity, OrderTerms Terms)> _modified = [];
    private EngineToken _token;
    private int _released;
    private long _synchronizations;

    public ModelGateway Gateway { get; } = new();

    public BrokerCondition Condition { get; set; } = new(SessionState.Ready, 1, true, true, ModelGateway.ClientId, DateTimeOffset.MinValue);

    /// <summary>Whether a slot is free; null keeps the caller waiting until <see cref="GrantSlots"/>.</summary>
    public bool? Slots { get; set; } = true;

    /// <summary>Runs before each write: while it is not over, the write is under way.</summary>
    public Func<OrderIntent, Task> BeforePlace { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What the next writes end in.</summary>
    public Func<OrderIntent, SendResult?> Outcome { get; set; } = static _ => null;

    /// <summary>Where lists and reports go: the engine.</summary>
    public Func<ImmutableArray<BrokerEvent>, Task> Deliver { get; set; } = static _ => Task.CompletedTask;

    public int Synchronizations => (int)Interlocked.Read(ref _synchronizations);

    public int StaleWrites { get; private set; }

    private readonly List<TaskCompletionSource<bool>> _waiting = [];

    public IReadOnlyList<string> Placed
    {
        get
        {
            lock (_lock)
            {
                return [.. _placed];
            }
        }
    }

    /// <summary>The wire id of each placed order's parent, in the order of <see cref="Placed"/>.</summary>
    public IReadOnlyList<int?> Parents
    {
        get
        {
            lock (_lock)
            {
                return [.. _parents];
            }
        }
    }

    public IReadOnlyList<(int OrderId, decimal Quantity, OrderTerms Terms)> Modified
    {
        get
        {
            lock (_lock)
            {
                return [.. _modified];
            }
        }
    }

    public IReadOnlyList<int> Cancelled
    {
        get
        {
            lock (_lock)
            {
                return [.. _cancelled];
            }
        }
    }

    public Task AttachAsync(AccountId account, EngineToken token, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _token = token >= _token ? token : throw new StaleTokenException("older");
        }

        BeginLists();
        return Task.CompletedTask;
    }

    public int LargestOrderBatch { get; set; } = int.MaxValue;

    public ValueTask<bool> AcquireOrderSlotAsync(CancellationToken cancellationToken, int messages = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(messages, LargestOrderBatch);
        if (Slots is { } slots)
        {
            return ValueTask.FromResult(slots);
        }

        var waiting = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add(waiting);
        }

        cancellationToken.UnsafeRegister(_ => waiting.TrySetCanceled(cancellationToken), null);
        return new ValueTask<bool>(waiting.Task);
    }

    public void ReleaseOrderSlots(int count) => Interlocked.Add(ref _released, count);

    /// <summary>Slots that were given back unused.</summary>
    public int ReleasedSlots => Volatile.Read(ref _released);

    public int WaitingForSlots
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count(static waiting => !waiting.Task.IsCompleted);
            }
        }
    }

    public void GrantSlots(bool granted)
    {
        lock (_lock)
        {
            _waiting.ForEach(waiting => waiting.TrySetResult(granted));
            _waiting.Clear();
        }
    }

    public async ValueTask<SendResult> PlaceAsync(EngineToken token, OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId = null)
    {
        await BeforePlace(intent);
        lock (_lock)
        {
            Check(token);
            if (Outcome(intent) is { } outcome)
            {
                return outcome;
            }

            _placed.Add(orderRef);
            _parents.Add(parentOrderId);
            lock (Gateway)
            {
                return new SendResult(SendOutcome.Written, Gateway.Place(intent, orderRef).OrderId, null);
            }
        }
    }

    public ValueTask<SendResult> ModifyAsync(EngineToken token, int orderId, OrderIntent intent, Instrument instrument, string orderRef, int? parentOrderId = null)
    {
        lock (_lock)
        {
            Check(token);
            _modified.Add((orderId, intent.Quantity.Value, intent.Terms));
            return ValueTask.FromResult(new SendResult(SendOutcome.Written, orderId, null));
        }
    }

    public Task<WhatIfEffect> WhatIfAsync(EngineToken token, OrderIntent intent, Instrument instrument, CancellationToken cancellationToken)
    {
        var none = new MarginEffect(null, null, null);
        return Task.FromResult(new WhatIfEffect(new MarginEffect(0, intent.Quantity.Value, intent.Quantity.Value), none, none, Currency.Usd, 1, null, null, Currency.Usd, null));
    }

    public ValueTask<SendResult> CancelAsync(EngineToken token, int orderId)
    {
        lock (_lock)
        {
            Check(token);
            _cancelled.Add(orderId);
            return ValueTask.FromResult(new SendResult(SendOutcome.Written, orderId, null));
        }
    }

    public ValueTask<SendResult> GlobalCancelAsync(EngineToken token)
    {
        lock (_lock)
        {
            Check(token);
            GlobalCancels++;
            return ValueTask.FromResult(new SendResult(SendOutcome.Written, null, null));
        }
    }

    public int GlobalCancels { get; private set; }

    public ValueTask<long> SynchronizeAsync(EngineToken token, CancellationToken cancellationToken) =>
        ValueTask.FromResult(BeginLists());

    private long BeginLists()
    {
        var number = Interlocked.Increment(ref _synchronizations);
        _ = Task.Run(() => Deliver(Lists(number)), CancellationToken.None);
        return number;
    }

    private ImmutableArray<BrokerEvent> Lists(long number)
    {
        lock (Gateway)
        {
            return [new SessionReport(SessionState.Ready, Gateway.Session, "test"), .. Gateway.Lists(number)];
        }
    }

    private void Check(EngineToken token)
    {
        if (token != _token)
        {
            StaleWrites++;
            throw new StaleTokenException($"{token} is not {_token}.");
        }
    }
}
