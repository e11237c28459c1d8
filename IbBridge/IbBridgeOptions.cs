using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.IbBridge.Recording;

namespace OrleansTrader.IbBridge;

/// <summary>How the bridge reaches TWS or IB Gateway. Section <c>IbBridge</c>, checked at start.</summary>
public sealed class IbBridgeOptions
{
    public const string Section = "IbBridge";

    /// <summary>Loopback by default: the gateway's socket knows neither encryption nor passwords.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>Usual ports: TWS 7496 live, 7497 paper (default); Gateway 4001 live, 4002 paper.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 7497;

    /// <summary>Orders belong to it, so it never changes; 0 would bind orders placed by hand (design R16).</summary>
    [Range(1, 999_999_999)]
    public int ClientId { get; set; } = 1;

    /// <summary>The account to trade; empty means the only one of the login.</summary>
    public string Account { get; set; } = "";

    /// <summary>Orders leave the process only when this is true. Reading is always allowed.</summary>
    public bool AllowOrders { get; set; }

    /// <summary>The account number again, when it does not start with D (design P9).</summary>
    public string ConfirmLive { get; set; } = "";

    /// <summary>Names the login in the store of order ids; empty means host and port.</summary>
    public string Login { get; set; } = "";

    /// <summary>How often the server's time is asked for, as a sign of life.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long that answer may take before the socket is given up.</summary>
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause before another connection; doubles up to <see cref="ReconnectDelayMax"/>, with jitter.</summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan ReconnectDelayMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause after error 326: our own dead session may not be dropped yet.</summary>
    public TimeSpan ClientIdRetryDelay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long connecting and the login may take together.</summary>
    public TimeSpan LoginTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long each list of a synchronization may take to its end marker.</summary>
    public TimeSpan SynchronizationTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long any other request may take.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>All messages of the connection together; IB's limit is 50 with the default 100 market data lines.</summary>
    [Range(1, 1000)]
    public int MessagesPerSecond { get; set; } = 40;

    /// <summary>How many messages may leave at once after a quiet time; with the rate it stays within IB's limit in any second. At least 5: room for the messages of a bracket, and one is kept for cancels.</summary>
    [Range(5, 1000)]
    public int Burst { get; set; } = 10;

    /// <summary>Histories asked for at the same time; IB allows 50.</summary>
    [Range(1, 50)]
    public int OpenHistoryRequests { get; set; } = 50;

    /// <summary>What quote lines show: Live, Frozen (the last ones while the market is closed), Delayed or DelayedFrozen where live data is not subscribed (IB reqMarketDataType).</summary>
    [Range((int)DataQuality.Live, (int)DataQuality.DelayedFrozen)]
    public DataQuality MarketDataType { get; set; } = DataQuality.Live;

    /// <summary>Quotes and five-second bars at the same time; IB gives a login at least 100, shared with its TWS screens.</summary>
    [Range(1, 10_000)]
    public int MarketDataLines { get; set; } = 100;

    /// <summary>Contracts with every trade at the same time; IB gives 3 up to 399 market data lines.</summary>
    [Range(1, 60)]
    public int TickByTickLines { get; set; } = 3;

    /// <summary>Order books at the same time; IB gives 3 up to 399 market data lines.</summary>
    [Range(1, 60)]
    public int DepthLines { get; set; } = 3;

    /// <summary>Order ids are reserved durably in steps of this.</summary>
    [Range(10, 100_000)]
    public int OrderIdStep { get; set; } = 100;

    public RestartWindowOptions RestartWindow { get; set; } = new();

    [ValidateObjectMembers]
    public RecorderOptions Recorder { get; set; } = new();
}

/// <summary>The gateway's daily restart: no new orders in the last moments before it.</summary>
public sealed class RestartWindowOptions
{
    /// <summary>Local time of the restart; null when there is none.</summary>
    public TimeOnly? At { get; set; }

    /// <summary>IANA id of the zone of <see cref="At"/>.</summary>
    public string TimeZone { get; set; } = "America/New_York";

    /// <summary>How long before the restart new orders stop.</summary>
    public TimeSpan Before { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
internal sealed partial class IbBridgeOptionsAttributes : IValidateOptions<IbBridgeOptions>;

/// <summary>The rules that take more than one setting or a time span; each names the setting, its value and the rule.</summary>
internal sealed class IbBridgeOptionsRules : IValidateOptions<IbBridgeOptions>
{
    public ValidateOptionsResult Validate(string? name, IbBridgeOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(IbBridgeOptions options)
    {
        foreach (var (setting, value) in Spans(options))
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(1))
            {
                yield return $"IbBridge:{setting} is {value}: it must be more than zero and at most one hour.";
            }
        }

        if (options.ReconnectDelayMax < options.ReconnectDelay)
        {
            yield return $"IbBridge:ReconnectDelayMax is {options.ReconnectDelayMax}: it must not be below ReconnectDelay ({options.ReconnectDelay}).";
        }

        if (options.ConfirmLive.Length > 0 && options.ConfirmLive != options.Account)
        {
            yield return $"IbBridge:ConfirmLive is '{options.ConfirmLive}': it must repeat IbBridge:Account ('{options.Account}').";
        }

        if (options.RestartWindow.At is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(options.RestartWindow.TimeZone, out _))
        {
            yield return $"IbBridge:RestartWindow:TimeZone is '{options.RestartWindow.TimeZone}': this machine knows no such time zone.";
        }
    }

    private static IEnumerable<(string Setting, TimeSpan Value)> Spans(IbBridgeOptions options) =>
    [
        (nameof(options.HeartbeatInterval), options.HeartbeatInterval),
        (nameof(options.HeartbeatTimeout), options.HeartbeatTimeout),
        (nameof(options.ReconnectDelay), options.ReconnectDelay),
        (nameof(options.ReconnectDelayMax), options.ReconnectDelayMax),
        (nameof(options.ClientIdRetryDelay), options.ClientIdRetryDelay),
        (nameof(options.LoginTimeout), options.LoginTimeout),
        (nameof(options.SynchronizationTimeout), options.SynchronizationTimeout),
        (nameof(options.RequestTimeout), options.RequestTimeout),
        ("RestartWindow:Before", options.RestartWindow.Before),
    ];
}
