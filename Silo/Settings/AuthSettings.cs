namespace OrleansTrader.Silo.Settings;

/// <summary>The token that every endpoint needs. Section <c>Auth</c>.</summary>
public sealed class AuthSettings
{
    public const string Section = "Auth";

    /// <summary>A shorter token could be guessed.</summary>
    public const int MinLength = 20;

    /// <summary>Null: made at first start and kept in the data folder, file <c>token</c>, readable by its owner only.</summary>
    public string? Token { get; init; }
}
