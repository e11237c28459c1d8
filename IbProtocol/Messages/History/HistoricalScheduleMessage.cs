using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Past trading sessions.</summary>
public sealed record HistoricalScheduleMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.HistoricalSchedule;

    public int ReqId { get; init; }

    public string? StartDateTime { get; init; }

    public string? EndDateTime { get; init; }

    public string? TimeZone { get; init; }

    public ValueList<HistoricalSession> Sessions { get; init; } = [];

    public static HistoricalScheduleMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            StartDateTime = fields.ReadText("startDateTime"),
            EndDateTime = fields.ReadText("endDateTime"),
            TimeZone = fields.ReadText("timeZone"),
            Sessions = fields.ReadList("sessionsCount", HistoricalSession.Decode),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(StartDateTime, "startDateTime");
        fields.WriteText(EndDateTime, "endDateTime");
        fields.WriteText(TimeZone, "timeZone");
        fields.WriteList(Sessions, static (ref FieldWriter item, HistoricalSession value) => value.Encode(ref item));
    }
}
