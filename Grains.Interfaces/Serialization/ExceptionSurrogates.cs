using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Grains.Interfaces.Serialization;

/// <summary>How our domain's exceptions cross between silos: without this the caller sees a missing codec instead of the cause.</summary>
[GenerateSerializer]
[Alias("trader.exception")]
internal readonly struct ExceptionSurrogate
{
    [Id(0)]
    public string Message { get; init; }

    [Id(1)]
    public int Code { get; init; }

    [Id(2)]
    public Exception? Inner { get; init; }
}

[RegisterConverter]
internal sealed class StaleTokenConverter : IConverter<StaleTokenException, ExceptionSurrogate>
{
    public StaleTokenException ConvertFromSurrogate(in ExceptionSurrogate surrogate) => new(surrogate.Message);

    public ExceptionSurrogate ConvertToSurrogate(in StaleTokenException value) => new() { Message = value.Message };
}

[RegisterConverter]
internal sealed class JournalConverter : IConverter<JournalException, ExceptionSurrogate>
{
    public JournalException ConvertFromSurrogate(in ExceptionSurrogate surrogate) => new(surrogate.Message, surrogate.Inner);

    public ExceptionSurrogate ConvertToSurrogate(in JournalException value) => new() { Message = value.Message, Inner = value.InnerException };
}

[RegisterConverter]
internal sealed class JournalRefusedConverter : IConverter<JournalRefusedException, ExceptionSurrogate>
{
    public JournalRefusedException ConvertFromSurrogate(in ExceptionSurrogate surrogate) => new(surrogate.Message, surrogate.Inner);

    public ExceptionSurrogate ConvertToSurrogate(in JournalRefusedException value) => new() { Message = value.Message, Inner = value.InnerException };
}

[RegisterConverter]
internal sealed class GatewayRequestConverter : IConverter<GatewayRequestException, ExceptionSurrogate>
{
    public GatewayRequestException ConvertFromSurrogate(in ExceptionSurrogate surrogate) => new(surrogate.Code, surrogate.Message);

    public ExceptionSurrogate ConvertToSurrogate(in GatewayRequestException value) => new() { Message = value.Message, Code = value.Code };
}
