using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

public sealed class ControlPortTests : IAsyncLifetime
{
    private SimulatedGateway _gateway = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await Gateways.StartAsync(Gateways.Quiet with { Token = "secret" });
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_gateway.ControlPort}") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _gateway.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "/ledger")]
    [InlineData("GET", "/stats")]
    [InlineData("POST", "/faults")]
    [InlineData("DELETE", "/faults")]
    [InlineData("POST", "/prices")]
    [InlineData("POST", "/orders")]
    public async Task Nobody_gets_in_without_the_token(string method, string path)
    {
        using var stranger = new HttpClient { BaseAddress = _http.BaseAddress };
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");

        using var answer = await stranger.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("ok", await stranger.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_ledger_is_camel_case_json_with_numbers()
    {
        using var client = RawClient.Connect(_gateway.Port, 3);
        client.Place(Gateways.Apple, "BUY", 100);
        client.Wait<CommissionReportMessage>();

        var ledger = await _http.GetFromJsonAsync<JsonElement>("/ledger", TestContext.Current.CancellationToken);

        var order = ledger.GetProperty("orders")[0];
        Assert.Equal(("ref-1", "Filled", 3), (order.GetProperty("orderRef").GetString(), order.GetProperty("status").GetString(), order.GetProperty("clientId").GetInt32()));
        Assert.Equal(100m, order.GetProperty("filled").GetDecimal());
        Assert.Equal(1.00m, ledger.GetProperty("commissions")[0].GetProperty("commission").GetDecimal());
        Assert.Equal(100m, ledger.GetProperty("positions")[0].GetProperty("quantity").GetDecimal());
        Assert.Equal("DUSIM0001", ledger.GetProperty("accounts")[0].GetProperty("account").GetString());
    }

    [Fact]
    public async Task Faults_prices_and_orders_are_taken_and_nonsense_is_400()
    {
        using var fault = await _http.PostAsJsonAsync("/faults", new[] { new { kind = "reject", count = 2 } }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, fault.StatusCode);
        Assert.Equal(2, (await _http.GetFromJsonAsync<JsonElement>("/faults", TestContext.Current.CancellationToken))[0].GetProperty("count").GetInt32());
        await _http.DeleteAsync(new Uri("/faults", UriKind.Relative), TestContext.Current.CancellationToken);
        using var price = await _http.PostAsJsonAsync("/prices", new { conId = Gateways.Apple, price = 300 }, TestContext.Current.CancellationToken);
        Assert.Equal(299.99m, (await price.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("bid").GetDecimal());
        using var order = await _http.PostAsJsonAsync("/orders", new { conId = Gateways.Apple, side = "BUY", quantity = 5 }, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await order.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("orderId").GetInt32());

        (string Path, object Body)[] nonsense =
        [
            ("/faults", new { kind = "explode" }), ("/faults", new { kinds = "drop" }), ("/faults", new { count = 1 }), ("/faults", 5),
            ("/prices", new { conId = 1, price = 3 }), ("/prices", new { conId = Gateways.Apple }), ("/prices", new { conId = Gateways.Apple, percent = 1e20 }),
            ("/orders", new { conId = Gateways.Apple, side = "HOLD", quantity = 5 }), ("/orders", new { conId = 1, side = "BUY", quantity = 5 }),
        ];
        foreach (var (path, body) in nonsense)
        {
            using var answer = await _http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path} {body}: {answer.StatusCode}");
        }

        Assert.True((await _http.GetFromJsonAsync<JsonElement>("/stats", TestContext.Current.CancellationToken)).GetProperty("executions").GetInt32() == 1);
    }

    [Fact]
    public async Task A_scenario_is_played_step_by_step()
    {
        using var client = RawClient.Connect(_gateway.Port, 3);
        var scenario = new
        {
            name = "a bad second",
            steps = new object[]
            {
                new { at = 0.2, faults = new[] { new { kind = "1102" } }, orders = new[] { new { conId = Gateways.Apple, side = "BUY", quantity = 5 } } },
                new { at = 0.1, faults = new[] { new { kind = "1100" } }, prices = new[] { new { conId = Gateways.Apple, percent = 5 } } },
            },
        };

        using var answer = await _http.PostAsJsonAsync("/scenario", scenario, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 1102);
        Assert.Equal([1100, 1102], client.All<ErrMsgMessage>().Select(static m => m.ErrorCode).Where(static code => code < 2000));
        using var nonsense = await _http.PostAsJsonAsync("/scenario", new { name = "x", steps = Array.Empty<object>() }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
    }

    [Fact]
    public async Task The_page_comes_without_token_loads_nothing_from_elsewhere_and_knows_every_fault()
    {
        using var stranger = new HttpClient { BaseAddress = _http.BaseAddress };
        using var page = await stranger.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var script = await stranger.GetStringAsync(new Uri("/page.js", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("://", html + script, StringComparison.Ordinal);
        Assert.DoesNotContain("innerHTML", script, StringComparison.Ordinal);
        var kinds = await _http.GetFromJsonAsync<JsonElement>("/faults/kinds", TestContext.Current.CancellationToken);
        Assert.Contains(kinds.EnumerateArray(), static kind => kind.GetProperty("name").GetString() == "correction");
        using var post = await stranger.PostAsync(new Uri("/", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, post.StatusCode);
    }

    [Fact]
    public async Task A_taken_port_is_one_clear_line()
    {
        var gateway = await Assert.ThrowsAsync<SimulatorStartException>(() => Gateways.StartAsync(Gateways.Quiet with { Port = _gateway.Port }));
        var control = await Assert.ThrowsAsync<SimulatorStartException>(() => Gateways.StartAsync(Gateways.Quiet with { ControlPort = _gateway.ControlPort }));

        Assert.Contains($"Port {_gateway.Port}", gateway.Message, StringComparison.Ordinal);
        Assert.Contains($"port {_gateway.ControlPort}", control.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', gateway.Message + control.Message);
    }
}
