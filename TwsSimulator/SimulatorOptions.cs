using System.Collections.Immutable;
using System.Globalization;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.TwsSimulator.Exchange;
using OrleansTrader.TwsSimulator.Replay;
using OrleansTrader.TwsSimulator.Scenarios;

namespace OrleansTrader.TwsSimulator;

/// <summary>How a simulated gateway is set up. The defaults are those of the command line.</summary>
public sealed record SimulatorOptions
{
    /// <summary>TCP port of the gateway on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; } = 7497;

    /// <summary>HTTP control port on 127.0.0.1; 0 takes a free one.</summary>
    public int ControlPort { get; init; } = 7500;

    /// <summary>Decides all prices, sizes and delays. Null takes the data folder's, else 1.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Market time per real time.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Multiplies the volatility of every listing; 0 makes prices move on command alone.</summary>
    public double Volatility { get; init; } = 1;

    /// <summary>Folder of the journal; null keeps everything in memory.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Empties the data folder first.</summary>
    public bool Reset { get; init; }

    /// <summary>Ticks per second over all data lines together; null sends each line about four updates a second.</summary>
    public int? TickRate { get; init; }

    /// <summary>Account numbers; each starts with DUSIM.</summary>
    public ImmutableArray<string> Accounts { get; init; } = ["DUSIM0001"];

    /// <summary>Cash of a new account in US dollars.</summary>
    public decimal Cash { get; init; } = 1_000_000m;

    /// <summary>Token of the control port; null takes TWSSIM_TOKEN, else the data folder's, else makes one.</summary>
    public string? Token { get; init; }

    /// <summary>Highest server version served, 176 to 199.</summary>
    public int MaxVersion { get; init; } = 199;

    /// <summary>This client id is told of the orders and executions of all clients; null tells owners only.</summary>
    public int? MasterClientId { get; init; }

    public MarketHours Hours { get; init; } = MarketHours.Always;

    /// <summary>Hours around the regular ones in which only orders with outsideRth trade; null for none.</summary>
    public MarketHours? ExtendedHours { get; init; }

    /// <summary>The extended hours as text, in UTC.</summary>
    public string? ExtendedText { get; init; }

    /// <summary>The hours as text, <c>14:30-21:00</c> in UTC; wins over <see cref="Hours"/> when given.</summary>
    public string? SessionText { get; init; }

    /// <summary>Longest random delay of an order event; 0 sends at once.</summary>
    public TimeSpan OrderEventDelay { get; init; } = TimeSpan.FromMilliseconds(4);

    /// <summary>Longest random delay of a commission behind its execution.</summary>
    public TimeSpan CommissionDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Bytes a client may leave unread before it is disconnected.</summary>
    public int MaxUnsentBytes { get; init; } = 16 << 20;

    /// <summary>Market time at the start; null is the real time (in stepped mode <see cref="SteppedStart"/>). A data folder that is further on wins.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Time stands still but for <c>POST /clock</c>: one seed and the same requests give the same ledger.</summary>
    public bool Stepped { get; init; }

    /// <summary>Recorded prices in place of made ones, each <c>SYMBOL=FILE</c>; market time starts with the earliest unless <see cref="Start"/> says otherwise.</summary>
    public ImmutableArray<string> Replay { get; init; } = [];

    /// <summary>What <see cref="Replay"/> names, read by <see cref="Checked"/>.</summary>
    internal ImmutableDictionary<int, ImmutableArray<TapePoint>> Tapes { get; private init; } = ImmutableDictionary<int, ImmutableArray<TapePoint>>.Empty;

    /// <summary>Market data lines of the login, shared by all clients: error 101 beyond them, and depth and tick-by-tick in proportion; null for as many as wanted.</summary>
    public int? Lines { get; init; }

    /// <summary>Live data that are not subscribed: a symbol or a kind of contract (OPT), with <c>=10089</c> or <c>=10168</c> where IB says so with another code than 354.</summary>
    public ImmutableArray<string> NotSubscribed { get; init; } = [];

    /// <summary>What <see cref="Lines"/> and <see cref="NotSubscribed"/> mean.</summary>
    internal DataRights Rights { get; private init; } = new(null, ImmutableDictionary<string, int>.Empty);

    /// <summary>Played from the start on.</summary>
    public Scenario? Scenario { get; init; }

    /// <summary>Where stepped time begins unless told otherwise: a Monday, half an hour after the opening in New York.</summary>
    public static DateTimeOffset SteppedStart { get; } = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);

    /// <summary>What has a price of its own; options and futures on it follow by the calendar.</summary>
    public ImmutableArray<Listing> Listings { get; init; } = ListedMarket.DefaultSpots;

    /// <exception cref="SimulatorStartException">A value makes no sense; the message names it.</exception>
    public SimulatorOptions Checked()
    {
        Require(Port is >= 0 and <= 65535, "port", Port, "0 to 65535");
        Require(ControlPort is >= 0 and <= 65535, "control-port", ControlPort, "0 to 65535");
        Require(Speed is > 0 and <= 1000, "speed", Speed, "more than 0, at most 1000");
        Require(Volatility is >= 0 and <= 100, "volatility", Volatility, "0 to 100");
        Require(TickRate is null or (> 0 and <= 1_000_000), "tick-rate", TickRate, "1 to 1000000");
        Require(Start is null || Start > PriceProcess.Origin.AddYears(1), "start", Start, "later than 2001");
        Require(Cash >= 0, "cash", Cash, "not negative");
        Require(MaxVersion is >= 176 and <= 199, "max-version", MaxVersion, "176 to 199");
        Require(!Accounts.IsEmpty, "account", "none", "at least one");
        foreach (var account in Accounts)
        {
            var valid = account.StartsWith("DUSIM", StringComparison.Ordinal) && account.Length <= 20 && account.All(char.IsAsciiLetterOrDigit);
            Require(valid, "account", account, "DUSIM and then letters or digits");
        }

        Require(ExtendedText is null || SessionText is not null || Hours.Open is not null, "extended", ExtendedText, "given together with --session");
        Require(Replay.Select(static r => r.Split('=')[0]).Distinct().Count() == Replay.Length, "replay", string.Join(", ", Replay), "one file for each symbol");
        Require(Lines is null or > 0, "lines", Lines, "at least 1");
        var rights = DataRights.Of(Lines, NotSubscribed, out var wrong);
        Require(rights is not null, "not-subscribed", wrong, "a symbol or a kind of contract such as OPT, alone or with =354, =10089 or =10168");
        var tapes = Replay.Select(assignment => TapeFile.Open(assignment, Listings)).ToImmutableDictionary(static t => t.ConId, static t => t.Points);
        return this with
        {
            Tapes = tapes,
            Rights = rights!,
            Start = Start ?? (tapes.IsEmpty ? null : tapes.Values.Min(static points => points[0].At)),
            Hours = SessionText is null ? Hours : HoursOf("session", SessionText),
            SessionText = null,
            ExtendedHours = ExtendedText is null ? ExtendedHours : HoursOf("extended", ExtendedText),
            ExtendedText = null,
        };
    }

    private static MarketHours HoursOf(string setting, string text)
    {
        var parts = text.Split('-');
        var (open, close) = (TimeOnly.MinValue, TimeOnly.MinValue);
        var valid = parts.Length == 2
            && TimeOnly.TryParseExact(parts[0], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out open)
            && TimeOnly.TryParseExact(parts[1], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out close)
            && open != close;
        Require(valid, setting, text, "two different times such as 14:30-21:00");
        return new MarketHours(open, close - open);
    }

    private static void Require(bool holds, string setting, object? value, string rule)
    {
        if (!holds)
        {
            throw new SimulatorStartException($"--{setting} is {value}; it must be {rule}.");
        }
    }
}

/// <summary>The simulator cannot start; the message is one line for a person.</summary>
public sealed class SimulatorStartException(string message, Exception? inner = null) : Exception(message, inner);
