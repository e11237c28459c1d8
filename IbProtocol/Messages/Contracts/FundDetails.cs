using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>What only funds have.</summary>
public sealed record FundDetails
{
    public string? Name { get; init; }

    public string? Family { get; init; }

    public string? Type { get; init; }

    public string? FrontLoad { get; init; }

    public string? BackLoad { get; init; }

    public string? BackLoadTimeInterval { get; init; }

    public string? ManagementFee { get; init; }

    public bool Closed { get; init; }

    public bool ClosedForNewInvestors { get; init; }

    public bool ClosedForNewMoney { get; init; }

    public string? NotifyAmount { get; init; }

    public string? MinimumInitialPurchase { get; init; }

    public string? SubsequentMinimumPurchase { get; init; }

    public string? BlueSkyStates { get; init; }

    public string? BlueSkyTerritories { get; init; }

    /// <summary>N accumulation, Y income.</summary>
    public string? DistributionPolicyIndicator { get; init; }

    /// <summary>000 others, 001 money market, 002 fixed income, 003 multi-asset, 004 equity, 005 sector, 006 guaranteed, 007 alternative.</summary>
    public string? AssetType { get; init; }

    public static FundDetails Decode(ref FieldReader fields) =>
        new()
        {
            Name = fields.ReadText("fundName"),
            Family = fields.ReadText("fundFamily"),
            Type = fields.ReadText("fundType"),
            FrontLoad = fields.ReadText("fundFrontLoad"),
            BackLoad = fields.ReadText("fundBackLoad"),
            BackLoadTimeInterval = fields.ReadText("fundBackLoadTimeInterval"),
            ManagementFee = fields.ReadText("fundManagementFee"),
            Closed = fields.ReadBool("fundClosed"),
            ClosedForNewInvestors = fields.ReadBool("fundClosedForNewInvestors"),
            ClosedForNewMoney = fields.ReadBool("fundClosedForNewMoney"),
            NotifyAmount = fields.ReadText("fundNotifyAmount"),
            MinimumInitialPurchase = fields.ReadText("fundMinimumInitialPurchase"),
            SubsequentMinimumPurchase = fields.ReadText("fundSubsequentMinimumPurchase"),
            BlueSkyStates = fields.ReadText("fundBlueSkyStates"),
            BlueSkyTerritories = fields.ReadText("fundBlueSkyTerritories"),
            DistributionPolicyIndicator = fields.ReadText("fundDistributionPolicyIndicator"),
            AssetType = fields.ReadText("fundAssetType"),
        };

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteText(Name, "fundName");
        fields.WriteText(Family, "fundFamily");
        fields.WriteText(Type, "fundType");
        fields.WriteText(FrontLoad, "fundFrontLoad");
        fields.WriteText(BackLoad, "fundBackLoad");
        fields.WriteText(BackLoadTimeInterval, "fundBackLoadTimeInterval");
        fields.WriteText(ManagementFee, "fundManagementFee");
        fields.WriteBool(Closed);
        fields.WriteBool(ClosedForNewInvestors);
        fields.WriteBool(ClosedForNewMoney);
        fields.WriteText(NotifyAmount, "fundNotifyAmount");
        fields.WriteText(MinimumInitialPurchase, "fundMinimumInitialPurchase");
        fields.WriteText(SubsequentMinimumPurchase, "fundSubsequentMinimumPurchase");
        fields.WriteText(BlueSkyStates, "fundBlueSkyStates");
        fields.WriteText(BlueSkyTerritories, "fundBlueSkyTerritories");
        fields.WriteText(DistributionPolicyIndicator, "fundDistributionPolicyIndicator");
        fields.WriteText(AssetType, "fundAssetType");
    }
}
