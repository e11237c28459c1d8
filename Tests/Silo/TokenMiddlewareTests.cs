using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansTrader.Silo.Auth;
using OrleansTrader.Silo.Settings;
using Xunit;

namespace OrleansTrader.Tests.Silo;

public sealed class TokenMiddlewareTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly WebApplication _app = Build();
    private HttpClient _http = new();

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/status")]
    [InlineData("/metrics")]
    [InlineData("/dashboard")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/health/ready")]
    [InlineData("/health/live/")]
    [InlineData("/health/live/../ready")]
    public async Task Every_endpoint_but_liveness_needs_the_token(string path)
    {
        var response = await _http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Liveness_is_open() => Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);

    [Theory]
    [InlineData(Token, HttpStatusCode.OK)]
    [InlineData(Token + "x", HttpStatusCode.Unauthorized)]
    [InlineData("x", HttpStatusCode.Unauthorized)]
    public async Task A_program_sends_the_token_as_bearer(string token, HttpStatusCode expected) =>
        Assert.Equal(expected, (await SendAsync(HttpMethod.Post, "/api/v1/kill", request => request.Headers.Authorization = new("Bearer", token))).StatusCode);

    [Fact]
    public async Task A_browser_shows_the_token_once_and_is_sent_to_the_page_without_it()
    {
        var response = await _http.GetAsync($"/dashboard/?token={Token}&view=grains", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/dashboard/?view=grains", response.Headers.Location?.ToString());
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/dashboard/", With(cookie))).StatusCode);
    }

    [Fact]
    public async Task A_cookie_changes_nothing_from_another_origin()
    {
        var cookie = (await _http.GetAsync($"/?token={Token}", TestContext.Current.CancellationToken)).Headers.GetValues("Set-Cookie").Single();

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Post, "/api/v1/kill", With(cookie))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Post, "/api/v1/kill", With(cookie, "http://127.0.0.1:1"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, "/api/v1/kill", With(cookie, _http.BaseAddress!.GetLeftPart(UriPartial.Authority)))).StatusCode);
    }

    [Fact]
    public async Task A_token_in_the_address_never_commands() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Post, $"/api/v1/kill?token={Token}", static _ => { })).StatusCode);

    private static Action<HttpRequestMessage> With(string cookie, string? origin = null) => request =>
    {
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }
    };

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage> prepare)
    {
        using var request = new HttpRequestMessage(method, path);
        prepare(request);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(Options.Create(new AuthSettings { Token = Token }));
        builder.Services.AddSingleton(Options.Create(new DataSettings()));
        builder.Services.AddSingleton<AccessToken>();
        var app = builder.Build();
        app.UseMiddleware<TokenMiddleware>();
        app.Run(static context => context.Response.WriteAsync("inside"));
        return app;
    }
}
