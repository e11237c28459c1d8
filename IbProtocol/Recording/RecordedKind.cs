namespace OrleansTrader.IbProtocol.Recording;

/// <summary>What one entry of a recording is. The numbers are in the files: never reuse one.</summary>
public enum RecordedKind : byte
{
    /// <summary>A session began: the server's version as text.</summary>
    Session = 1,

    /// <summary>A payload from the gateway.</summary>
    Received = 2,

    /// <summary>A payload to the gateway.</summary>
    Sent = 3,

    /// <summary>So many frames were left out, as text: the disk was slower than the wire.</summary>
    Lost = 4,
}
