using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Silo.Auth;
using OrleansTrader.Silo.Settings;
using OrleansTrader.Silo.Startup;
using OrleansTrader.Strategies;
using Xunit;

namespace OrleansTrader.Tests.Silo;

public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ot-start-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Http:Urls", "8080", "Http:Urls is '8080'")]
    [InlineData("Http:Urls", "http://127.0.0.1:99999", "Http:Urls is 'http://127.0.0.1:99999'")]
    [InlineData("Http:Adress", "http://127.0.0.1:1", "Adress")]
    [InlineData("Http:Urls", "http://127.0.0.1:1;http://0.0.0.0:2", "Http:Urls is 'http://127.0.0.1:1;http://0.0.0.0:2': 0.0.0.0 can be reached from other machines")]
    [InlineData("Http:Urls", "http://*:8080", "'http://*:8080' is not of the form")]
    [InlineData("Http:Urls", "https://trader.example:8443", "trader.example can be reached from other machines")]
    [InlineData("Http:Urls", "http://[::]:8080", "Http:AllowRemote")]
    [InlineData("Lease:FenceCommand", "", "Lease:FenceCommand is ''")]
    [InlineData("Lease:FenceTimeout", "00:00:00", "Lease:FenceTimeout is '00:00:00'")]
    [InlineData("Auth:Token", "short", "Auth:Token has 5 characters")]
    [InlineData("Cluster:SiloPort", "70000", "Cluster:SiloPort is '70000'")]
    [InlineData("Cluster:SiloPort", "many", "Cluster:SiloPort")]
    [InlineData("Cluster:ServiceId", "a b", "Cluster:ServiceId is 'a b'")]
    [InlineData("Strategies:0:Capital", "-5", "Strategies:0:Capital is '-5'")]
    [InlineData("Strategies:0:Name", "two words", "'two words' is not a strategy name")]
    [InlineData("Strategies:0:Colour", "red", "Colour")]
    public void A_setting_that_makes_no_sense_is_refused_in_one_line_that_names_it(string setting, string value, string expected)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read((setting, value)));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void A_token_that_is_refused_is_not_repeated()
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(("Auth:Token", "secret")));

        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "false")]
    [InlineData("http://localhost:1;http://[::1]:2", "false")]
    [InlineData("http://0.0.0.0:1", "true")]
    public void An_address_outside_loopback_passes_only_when_that_was_said_twice(string urls, string allowRemote) =>
        Assert.NotNull(Read(("Http:Urls", urls), ("Http:AllowRemote", allowRemote)));

    [Fact]
    public void Sound_settings_pass() => Assert.Equal(_folder.FullName, Read(("Data:Directory", _folder.FullName)).Directory);

    [Fact]
    public void No_secret_and_no_account_is_a_default()
    {
        var defaults = new ConfigurationBuilder().AddJsonFile(Architecture.Repository.File("Silo/appsettings.json")).Build();

        Assert.Null(defaults["Auth:Token"]);
        Assert.Null(defaults["IbBridge:Account"]);
        Assert.Null(defaults["ConnectionStrings:Postgres"]);
        Assert.Equal("False", defaults["IbBridge:AllowOrders"]);
        Assert.StartsWith("http://127.0.0.1:", defaults["Http:Urls"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"Http\": {\n    \"Urls\" \"x\"\n  }\n}", "line 3")]
    [InlineData("{ \"Http\": { \"Urls\": \"x\" }, }\n\n!", "line 3")]
    [InlineData("", "line 1")]
    [InlineData("{ \"a\": 1, \"A\": 2 }", "'A'")]
    public void A_settings_file_that_cannot_be_read_is_named_with_its_line(string text, string expected)
    {
        var path = Path.Combine(_folder.FullName, "settings.json");
        File.WriteAllText(path, text);
        var configuration = new ConfigurationManager { ["Config"] = path };

        var refused = Assert.Throws<StartRefusedException>(() => configuration.AddSettingsFile([]));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void A_settings_file_that_is_not_there_is_named()
    {
        var path = Path.Combine(_folder.FullName, "missing.json");

        var refused = Assert.Throws<StartRefusedException>(() => new ConfigurationManager { ["Config"] = path }.AddSettingsFile([]));

        Assert.Contains($"'{path}' is not there", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_silo_on_one_data_folder_is_refused_and_a_third_may_follow_the_first()
    {
        using (InstanceLock.Take(_folder.FullName))
        {
            var refused = Assert.Throws<StartRefusedException>(() => InstanceLock.Take(_folder.FullName));
            Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        }

        InstanceLock.Take(_folder.FullName).Dispose();
    }

    [Fact]
    public void A_taken_port_is_refused_before_anything_starts()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refused = Assert.Throws<StartRefusedException>(() => Preflight.CheckHttp(new HttpSettings { Urls = $"http://127.0.0.1:{port}" }));

        Assert.Contains($"127.0.0.1:{port}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_folder_that_cannot_be_written_is_refused()
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");

        Assert.Throws<StartRefusedException>(() => Preflight.CheckDirectory(new DataSettings { Directory = Path.Combine(file, "data") }));
    }

    [Fact]
    public void A_nearly_full_disk_is_refused_with_both_numbers()
    {
        var refused = Assert.Throws<StartRefusedException>(() => Preflight.CheckDirectory(new DataSettings { Directory = _folder.FullName, MinFreeMiB = int.MaxValue }));

        Assert.Contains($"{int.MaxValue}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_token_is_made_once_and_only_its_owner_can_read_it()
    {
        var path = Path.Combine(_folder.FullName, "token");

        var token = TokenFile.ReadOrMake(path);

        Assert.Equal(64, token.Length);
        Assert.Equal(token, TokenFile.ReadOrMake(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void The_demo_settings_pass_every_check()
    {
        using var services = Services(new ConfigurationBuilder().AddJsonFile(Architecture.Repository.File("run.json")).Build());

        StartChecks.Settings(services);
        StartChecks.Strategies(services);

        Assert.Equal(3, services.GetRequiredService<IOptions<StrategyRoster>>().Value.Entries.Count);
    }

    [Fact]
    public void The_folder_of_own_strategies_stands_beside_the_list_and_is_no_element_of_it()
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Architecture.Repository.File("run.json"))
            .AddInMemoryCollection([KeyValuePair.Create(StrategyRoster.PathSetting, (string?)"plugins")])
            .Build();
        using var services = Services(configuration);

        StartChecks.Settings(services);

        Assert.Equal(3, services.GetRequiredService<IOptions<StrategyRoster>>().Value.Entries.Count);
    }

    [Theory]
    [InlineData("Type", "NoSuchStrategy", "There is no strategy type 'NoSuchStrategy'")]
    [InlineData("Parameters:fast", "1000", "Parameter fast is '1000'")]
    [InlineData("Parameters:fats", "3", "Strategies:0:Parameters:fats is '3'")]
    public void A_strategy_that_cannot_be_configured_stops_the_start(string setting, string value, string expected)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Architecture.Repository.File("run.json"))
            .AddInMemoryCollection([KeyValuePair.Create($"Strategies:0:{setting}", (string?)value)])
            .Build();
        using var services = Services(configuration);

        var refused = Assert.Throws<StartRefusedException>(() => StartChecks.Strategies(services));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(IConfiguration configuration) => new ServiceCollection()
        .AddSingleton(configuration)
        .AddSingleton(StrategyCatalog.Of(typeof(MovingAverageCross).Assembly))
        .AddSiloSettings()
        .BuildServiceProvider();

    private DataSettings Read(params (string Name, string Value)[] settings)
    {
        var strategy = new Dictionary<string, string?>
        {
            ["Strategies:0:Name"] = "one",
            ["Strategies:0:Type"] = "SomeStrategy",
            ["Strategies:0:Account"] = "DU1",
            ["Strategies:0:Capital"] = "1000",
        };
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(strategy)
            .AddInMemoryCollection(settings.Select(static pair => KeyValuePair.Create(pair.Name, (string?)pair.Value)))
            .Build();
        using var services = Services(configuration);
        return StartChecks.Settings(services);
    }
}
