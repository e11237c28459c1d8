using Microsoft.Net.Http.Headers;

namespace OrleansTrader.Silo.Page;

/// <summary><c>/</c>: one page that shows accounts, strategies, positions, proof and orders, renewed each second. No other server is asked for anything.</summary>
internal static class PageExtensions
{
    private const string Policy = "default-src 'self'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'";

    public static void MapPage(this WebApplication app)
    {
        app.MapGet("/", static (HttpContext context) => Resource(context, "index.html", "text/html; charset=utf-8")).ExcludeFromDescription();
        app.MapGet("/page.js", static (HttpContext context) => Resource(context, "page.js", "text/javascript; charset=utf-8")).ExcludeFromDescription();
    }

    private static IResult Resource(HttpContext context, string name, string type)
    {
        context.Response.Headers[HeaderNames.ContentSecurityPolicy] = Policy;
        context.Response.Headers.CacheControl = "no-store";
        return Results.Stream(typeof(PageExtensions).Assembly.GetManifestResourceStream(name)!, type);
    }
}
