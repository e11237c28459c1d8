using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Client.Api;

/// <summary>Speaks <c>/api/v1</c>. Every failure is an <see cref="ApiException"/> with one line.</summary>
internal sealed class TraderApi : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;
    private readonly HttpClient _bulk;
    private readonly Connection _connection;

    public TraderApi(Connection connection)
    {
        _connection = connection;
        _http = Create(connection, Patience);
        _bulk = Create(connection, Timeout.InfiniteTimeSpan); // Years of bars take as long as they take.
    }

    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        SendAsync<T>(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <summary>Sends a command under one idempotency key: asking again after a lost answer would change nothing.</summary>
    public Task<CommandResult> PostAsync(string path, object? body, CancellationToken cancellationToken) => PostAsync<CommandResult>(path, body, cancellationToken);

    public Task<T> PostAsync<T>(string path, object? body, CancellationToken cancellationToken) => SendAsync<T>(
        () => new HttpRequestMessage(HttpMethod.Post, path)
        {
            Headers = { { "Idempotency-Key", Guid.NewGuid().ToString("N") } },
            Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: DomainJson.Options),
        },
        cancellationToken);

    /// <summary>Sends lines as they are made; the silo takes all of them or none.</summary>
    public Task<CommandResult> UploadAsync(string path, IAsyncEnumerable<string> lines, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new LinesContent(lines) };
        using var response = await _bulk.SendAsync(request, cancellationToken);
        return await ReadAsync<CommandResult>(response, cancellationToken);
    }, cancellationToken);

    /// <summary>Hands over the answer while it arrives.</summary>
    public Task<T> DownloadAsync<T>(string path, Func<Stream, Task<T>> take, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        using var response = await _bulk.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.IsSuccessStatusCode
            ? await take(await response.Content.ReadAsStreamAsync(cancellationToken))
            : throw await RefusedAsync(response, cancellationToken);
    }, cancellationToken);

    public void Dispose()
    {
        _http.Dispose();
        _bulk.Dispose();
    }

    private static HttpClient Create(Connection connection, TimeSpan patience)
    {
        var http = new HttpClient { BaseAddress = new Uri(connection.Url, "/api/v1/"), Timeout = patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", connection.Token);
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("trader-console", "1"));
        return http;
    }

    private Task<T> SendAsync<T>(Func<HttpRequestMessage> build, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        using var request = build();
        using var response = await _http.SendAsync(request, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }, cancellationToken);

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken) => response.IsSuccessStatusCode
        ? await response.Content.ReadFromJsonAsync<T>(DomainJson.Options, cancellationToken) ?? throw new ApiException("The silo gave an empty answer.")
        : throw await RefusedAsync(response, cancellationToken);

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException e) when (e.InnerException is ApiException own)
        {
            throw own; // What we were sending broke off, not the line.
        }
        catch (HttpRequestException e)
        {
            throw new ApiException($"No silo answers at {_connection.Url} ({e.Message}). Start one with ./run.sh.", e);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiException($"The silo at {_connection.Url} did not answer within {Patience.TotalSeconds:0} s; what was asked may or may not have happened.", e);
        }
        catch (JsonException e)
        {
            throw new ApiException($"What answers at {_connection.Url} does not speak this console's version of /api/v1.", e);
        }
    }

    private async Task<ApiException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            return new ApiException($"The token is wrong for the silo at {_connection.Url}.");
        }

        var problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? await response.Content.ReadFromJsonAsync<Problem>(DomainJson.Options, cancellationToken)
            : null;
        return new ApiException(problem is null
            ? $"The silo at {_connection.Url} answered {(int)response.StatusCode} {response.ReasonPhrase}."
            : string.Join(' ', new[] { problem.Title, problem.Detail }.Where(static text => !string.IsNullOrEmpty(text))));
    }

    private sealed record Problem(string? Title, string? Detail);
}
