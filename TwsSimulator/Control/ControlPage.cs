namespace OrleansTrader.TwsSimulator.Control;

/// <summary>The page at <c>/</c>: shows the exchange and sets faults. It holds nothing secret, so it needs no token; all it shows comes through calls that do.</summary>
internal static class ControlPage
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Dictionary<string, (string Resource, string Type)> Files = new()
    {
        ["/"] = ("page.html", "text/html; charset=utf-8"),
        ["/page.css"] = ("page.css", "text/css; charset=utf-8"),
        ["/page.js"] = ("page.js", "text/javascript; charset=utf-8"),
    };

    public static bool Holds(HttpRequest request) => HttpMethods.IsGet(request.Method) && Files.ContainsKey(request.Path.Value ?? "");

    public static void Map(WebApplication app)
    {
        foreach (var (path, (resource, type)) in Files)
        {
            var bytes = Read(resource);
            app.MapGet(path, (HttpResponse response) =>
            {
                response.Headers.ContentSecurityPolicy = Policy;
                response.Headers.XContentTypeOptions = "nosniff";
                response.Headers.CacheControl = "no-store";
                return Results.Bytes(bytes, type);
            });
        }
    }

    private static byte[] Read(string resource)
    {
        using var stream = typeof(ControlPage).Assembly.GetManifestResourceStream("page." + resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
