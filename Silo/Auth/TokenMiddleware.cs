using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Net.Http.Headers;

namespace OrleansTrader.Silo.Auth;

/// <summary>Stands before every endpoint; only <see cref="OpenPath"/> passes without the token, for supervisors that only ask whether the process lives.</summary>
/// <remarks>
/// Programs send <c>Authorization: Bearer</c>. A browser opens a page once with <c>?token=</c>: it gets a cookie and is sent to the same
/// page without the token, so that no address bar, history or log keeps it. A cookie alone never changes anything from another origin.
/// </remarks>
internal sealed class TokenMiddleware(RequestDelegate next, AccessToken token)
{
    public const string OpenPath = "/health/live";

    private const string CookieName = "trader";
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path.Equals(OpenPath, StringComparison.Ordinal) || HasBearer(request) || HasCookie(request))
        {
            return next(context);
        }

        return HttpMethods.IsGet(request.Method) && request.Query.TryGetValue("token", out var given) && token.IsToken(given.ToString())
            ? SignIn(context)
            : RefuseAsync(context);
    }

    private bool HasBearer(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } header
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && token.IsToken(header[Scheme.Length..].Trim());

    private bool HasCookie(HttpRequest request) =>
        request.Cookies.TryGetValue(CookieName, out var cookie)
        && token.IsCookie(cookie)
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || IsSameOrigin(request));

    private static bool IsSameOrigin(HttpRequest request) =>
        request.Headers[HeaderNames.Origin].ToString() == $"{request.Scheme}://{request.Host}";

    private Task SignIn(HttpContext context)
    {
        var request = context.Request;
        context.Response.Cookies.Append(CookieName, token.CookieValue, new CookieOptions
        {
            HttpOnly = true,
            SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
            Secure = request.IsHttps,
            Path = "/",
        });
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-store";
        var rest = new QueryBuilder(request.Query.Where(pair => pair.Key != "token"));
        context.Response.Redirect(request.PathBase + request.Path + rest.ToQueryString());
        return Task.CompletedTask;
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Results.Problem(
            title: "The token is missing or wrong.",
            detail: "Send 'Authorization: Bearer TOKEN'; a browser opens the page once with ?token=TOKEN. The token is in the file 'token' of the data folder.",
            statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }
}
