using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One account's share of an advisor's order.</summary>
public sealed record OrderAllocation
{
    public string? Account { get; init; }

    public decimal? Position { get; init; }

    public decimal? PositionDesired { get; init; }

    public decimal? PositionAfter { get; init; }

    public decimal? DesiredAllocQty { get; init; }

    public decimal? AllowedAllocQty { get; init; }

    public bool IsMonetary { get; init; }

    public static OrderAllocation Decode(ref FieldReader fields) =>
        new()
        {
            Account = fields.ReadText("alloc.account"),
            Position = fields.ReadQuantityOrEmpty("alloc.position"),
            PositionDesired = fields.ReadQuantityOrEmpty("alloc.positionDesired"),
            PositionAfter = fields.ReadQuantityOrEmpty("alloc.positionAfter"),
            DesiredAllocQty = fields.ReadQuantityOrEmpty("alloc.desiredAllocQty"),
            AllowedAllocQty = fields.ReadQuantityOrEmpty("alloc.allowedAllocQty"),
            IsMonetary = fields.ReadBool("alloc.isMonetary"),
        };

    public void Encode(ref FieldWriter fields)
    {
        fields.WriteText(Account, "alloc.account");
        fields.WriteQuantityOrEmpty(Position);
        fields.WriteQuantityOrEmpty(PositionDesired);
        fields.WriteQuantityOrEmpty(PositionAfter);
        fields.WriteQuantityOrEmpty(DesiredAllocQty);
        fields.WriteQuantityOrEmpty(AllowedAllocQty);
        fields.WriteBool(IsMonetary);
    }
}
