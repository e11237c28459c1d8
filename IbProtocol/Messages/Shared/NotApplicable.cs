using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Bars without trades (MIDPOINT, BID, ASK) carry -1 for volume, average and count.</summary>
internal static class NotApplicable
{
    private const int Sentinel = -1;

    public static decimal? ReadQuantity(ref FieldReader fields, string field) =>
        fields.ReadQuantityOrEmpty(field) is { } value and not Sentinel ? value : null;

    public static int? ReadCount(ref FieldReader fields, string field) => fields.ReadInt32(field) is var value and not Sentinel ? value : null;

    public static void WriteQuantity(ref FieldWriter fields, decimal? value) => fields.WriteQuantity(value ?? Sentinel);

    public static void WriteCount(ref FieldWriter fields, int? value) => fields.WriteInt32(value ?? Sentinel);
}
