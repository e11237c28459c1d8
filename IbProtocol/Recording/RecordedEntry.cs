using System.Globalization;
using System.Text;

namespace OrleansTrader.IbProtocol.Recording;

/// <summary>One entry of a recording.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="At">When the frame was read or written, UTC.</param>
/// <param name="ServerVersion">The version of the session it belongs to; the newest known one when the recording begins in its middle.</param>
/// <param name="Payload">The frame without its length, or a text.</param>
public sealed record RecordedEntry(RecordedKind Kind, DateTimeOffset At, int ServerVersion, byte[] Payload)
{
    /// <summary>The payload of a <see cref="RecordedKind.Session"/> or <see cref="RecordedKind.Lost"/> entry.</summary>
    public string Text => Encoding.ASCII.GetString(Payload);

    internal static int VersionOf(byte[] payload) => int.Parse(Encoding.ASCII.GetString(payload), NumberStyles.None, CultureInfo.InvariantCulture);
}
