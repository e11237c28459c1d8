namespace OrleansTrader.Client.Api;

/// <summary>Where the silo is and the token for it: from the command line, else the environment, else the data folder, else the defaults.</summary>
internal sealed record Connection(Uri Url, string Token)
{
    private const string DefaultUrl = "http://127.0.0.1:8080";

    /// <exception cref="ApiException">There is no token, or the address is none.</exception>
    public static Connection Find(string? url, string? token)
    {
        var address = url ?? Variable("TRADER_URL") ?? ReadData("url") ?? DefaultUrl;
        return new Connection(
            Uri.TryCreate(address, UriKind.Absolute, out var parsed) ? parsed : throw new ApiException($"'{address}' is not an address such as {DefaultUrl}."),
            token ?? Variable("TRADER_TOKEN") ?? ReadData("token") ?? throw new ApiException(
                $"There is no token: give --token or TRADER_TOKEN, or start the silo once (it makes {DataFile("token")})."));
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string DataFile(string name) => Path.Combine(Variable("TRADER_DATA") ?? ".data", name);

    private static string? ReadData(string name)
    {
        try
        {
            return File.Exists(DataFile(name)) ? File.ReadAllText(DataFile(name)).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ApiException($"{DataFile(name)} cannot be read ({e.Message}).", e);
        }
    }
}
