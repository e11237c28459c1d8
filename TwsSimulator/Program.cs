using System.CommandLine;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Scenarios;

var port = new Option<int>("--port") { Description = "TCP port of the gateway on 127.0.0.1; 0 takes a free one", DefaultValueFactory = static _ => 7497 };
var controlPort = new Option<int>("--control-port") { Description = "HTTP control port on 127.0.0.1; 0 takes a free one", DefaultValueFactory = static _ => 7500 };
var seed = new Option<ulong?>("--seed") { Description = "Decides all prices, sizes and delays (default: the data folder's, else 1)" };
var speed = new Option<double>("--speed") { Description = "Market time per real time", DefaultValueFactory = static _ => 1 };
var volatility = new Option<double>("--volatility") { Description = "Multiplies how much prices move; 0 holds them", DefaultValueFactory = static _ => 1 };
var data = new Option<string?>("--data") { Description = "Folder that keeps orders, executions, positions and counters; without it all is in memory" };
var reset = new Option<bool>("--reset") { Description = "Begin anew: empty the data folder" };
var tickRate = new Option<int?>("--tick-rate") { Description = "Ticks per second over all data lines together (default: about four updates a second per line)" };
var account = new Option<string[]>("--account") { Description = "Account number, begins with DUSIM; may be given several times", DefaultValueFactory = static _ => ["DUSIM0001"] };
var cash = new Option<decimal>("--cash") { Description = "Cash of a new account in US dollars", DefaultValueFactory = static _ => 1_000_000m };
var token = new Option<string?>("--token") { Description = "Token of the control port (default: TWSSIM_TOKEN, else the data folder's file, else made)" };
var maxVersion = new Option<int>("--max-version") { Description = "Highest server version served, 176 to 199", DefaultValueFactory = static _ => 199 };
var session = new Option<string?>("--session") { Description = "Hours of each day in UTC, such as 14:30-21:00 (default: open around the clock)" };
var extended = new Option<string?>("--extended") { Description = "Wider hours in UTC, such as 09:00-01:00, in which orders with outsideRth trade too (default: none)" };
var master = new Option<int?>("--master-client-id") { Description = "Client id that is told of the orders of all clients" };
var stepped = new Option<bool>("--stepped") { Description = "Time stands still but for POST /clock on the control port: one seed and the same requests give the same ledger" };
var start = new Option<DateTimeOffset?>("--start") { Description = "Market time at the start, such as 2026-01-05T15:00:00Z (default: now; with --stepped that Monday)" };
var replay = new Option<string[]>("--replay") { Description = "SYMBOL=FILE: recorded prices from a CSV of bars, quotes or ticks; may be given several times", DefaultValueFactory = static _ => [] };
var lines = new Option<int?>("--lines") { Description = "Market data lines of the login, as IB counts them (100 at first): 101, 309 and 10190 beyond them (default: no end)" };
var notSubscribed = new Option<string[]>("--not-subscribed") { Description = "Live data that are not subscribed: a symbol or STK, OPT, FUT ...; 354, or another code as in TSLA=10089 or IND=10168; may be given several times", DefaultValueFactory = static _ => [] };
var scenario = new Option<string?>("--scenario") { Description = $"Plays a scenario from the start: a file, or one of {string.Join(", ", ReadyScenarios.Names)}" };
var quiet = new Option<bool>("--quiet") { Description = "Print nothing but errors" };
var command = new RootCommand("A TWS / IB Gateway for tests: simulated stocks, options, futures, currencies, indices and crypto on a real socket, with IB's bad manners on demand.")
{
    port, controlPort, seed, speed, volatility, data, reset, tickRate, account, cash, token, maxVersion, session, extended, master, stepped, start, replay, lines, notSubscribed, scenario, quiet,
};
command.SetAction((parsed, cancellationToken) =>
{
    var options = new SimulatorOptions
    {
        Port = parsed.GetValue(port),
        ControlPort = parsed.GetValue(controlPort),
        Seed = parsed.GetValue(seed),
        Speed = parsed.GetValue(speed),
        Volatility = parsed.GetValue(volatility),
        DataFolder = parsed.GetValue(data),
        Reset = parsed.GetValue(reset),
        TickRate = parsed.GetValue(tickRate),
        Accounts = [.. (parsed.GetValue(account) ?? []).Distinct()],
        Cash = parsed.GetValue(cash),
        Token = parsed.GetValue(token),
        MaxVersion = parsed.GetValue(maxVersion),
        MasterClientId = parsed.GetValue(master),
        SessionText = parsed.GetValue(session),
        ExtendedText = parsed.GetValue(extended),
        Stepped = parsed.GetValue(stepped),
        Start = parsed.GetValue(start),
        Replay = [.. parsed.GetValue(replay) ?? []],
        Lines = parsed.GetValue(lines),
        NotSubscribed = [.. parsed.GetValue(notSubscribed) ?? []],
    };
    return SimulatorHost.RunAsync(options, parsed.GetValue(scenario), parsed.GetValue(quiet), cancellationToken);
});
return await command.Parse(args).InvokeAsync();
