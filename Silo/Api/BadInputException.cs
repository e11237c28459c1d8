namespace OrleansTrader.Silo.Api;

/// <summary>A request that makes no sense; answered with 400 naming the field.</summary>
internal sealed class BadInputException(string field, string problem) : Exception($"{field}: {problem}")
{
    public string Field { get; } = field;

    public string Problem { get; } = problem;

    /// <summary>Reads a value of the domain out of a request.</summary>
    /// <exception cref="BadInputException">It breaks a rule of its type.</exception>
    public static T Parse<T>(string field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new BadInputException(field, e.Message);
        }
    }
}
