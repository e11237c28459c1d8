using OrleansTrader.Domain.Broker;
using OrleansTrader.IbBridge.Lanes;

namespace OrleansTrader.IbBridge.Session;

/// <summary>The lists being read on one session: what rows belong to, and when a list has truly ended (design P5).</summary>
/// <remarks>
/// Most lists carry no request id, so end markers are counted: an attempt that was given up still owes its marker, and the next attempt
/// ends only after that one and its own have come.
/// </remarks>
internal sealed class SnapshotLists(long session, OrderLane lane)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SnapshotKind, OpenList> _open = [];
    private readonly Dictionary<SnapshotKind, int> _owed = [];
    private long _number;

    /// <summary>The list rows of this kind belong to now; null for live events.</summary>
    public SnapshotId? Current(SnapshotKind kind)
    {
        lock (_gate)
        {
            return _open.TryGetValue(kind, out var list) ? list.Id : null;
        }
    }

    /// <summary>The list that a request id belongs to; null when it is another's or ended.</summary>
    public SnapshotId? Of(SnapshotKind kind, int requestId)
    {
        lock (_gate)
        {
            return _open.TryGetValue(kind, out var list) && list.RequestId == requestId ? list.Id : null;
        }
    }

    /// <summary>Begins a list that takes <paramref name="markers"/> end markers; call it before the request is sent.</summary>
    /// <param name="requestId">Null when the list's messages carry none.</param>
    public SnapshotId Begin(SnapshotKind kind, int markers, int? requestId)
    {
        lock (_gate)
        {
            var id = new SnapshotId(session, ++_number, kind);
            _open[kind] = new OpenList(id, requestId, markers);
            lane.Add(new SnapshotBegan(id));
            return id;
        }
    }

    /// <summary>Tells that a request was sent whose marker will come; the returned task ends with that marker.</summary>
    public Task Sent(SnapshotKind kind)
    {
        lock (_gate)
        {
            var list = _open[kind];
            _owed[kind] = _owed.GetValueOrDefault(kind) + 1;
            list.Marker = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return list.Marker.Task;
        }
    }

    /// <summary>An end marker came (on the reader thread, so that its event follows the rows).</summary>
    public void End(SnapshotKind kind, int? requestId)
    {
        lock (_gate)
        {
            var counts = requestId is null ? Settles(kind) : _open.GetValueOrDefault(kind)?.RequestId == requestId;
            if (!counts || !_open.TryGetValue(kind, out var list))
            {
                return;
            }

            if (--list.MarkersLeft == 0)
            {
                _open.Remove(kind);
                lane.Add(new SnapshotEnded(list.Id));
            }

            list.Marker?.TrySetResult();
        }
    }

    /// <summary>Gives up all open lists: their markers mean nothing any more.</summary>
    public void GiveUp()
    {
        lock (_gate)
        {
            _open.Clear();
        }
    }

    /// <summary>True when the marker is the last one owed. An unasked one (orders downloaded at connection) settles nothing.</summary>
    private bool Settles(SnapshotKind kind)
    {
        var owed = _owed.GetValueOrDefault(kind);
        if (owed == 0)
        {
            return false;
        }

        _owed[kind] = owed - 1;
        return owed == 1;
    }

    private sealed class OpenList(SnapshotId id, int? requestId, int markers)
    {
        public SnapshotId Id { get; } = id;

        public int? RequestId { get; } = requestId;

        public int MarkersLeft { get; set; } = markers;

        public TaskCompletionSource? Marker { get; set; }
    }
}
