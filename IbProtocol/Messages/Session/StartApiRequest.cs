using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Opens the session: until it arrives the server ignores everything else.</summary>
public sealed record StartApiRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.StartApi;

    /// <summary>Unique per connection. Orders belong to it.</summary>
    public int ClientId { get; init; }

    public string? OptionalCapabilities { get; init; }

    public static StartApiRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ClientId = fields.ReadInt32("clientId"),
            OptionalCapabilities = fields.ReadText("optionalCapabilities"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(2);
        fields.WriteInt32(ClientId);
        fields.WriteText(OptionalCapabilities, "optionalCapabilities");
    }
}
