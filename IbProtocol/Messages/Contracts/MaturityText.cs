namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Last trading days and maturities may carry a time and a zone behind the date.</summary>
public static class MaturityText
{
    /// <summary>Splits at dashes when there are any, else at blanks; missing parts are null.</summary>
    public static (string? Date, string? Time, string? Zone) Split(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return default;
        }

        var parts = text.Contains('-', StringComparison.Ordinal)
            ? text.Split('-')
            : text.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        return (Part(parts, 0), Part(parts, 1), Part(parts, 2));
    }

    private static string? Part(string[] parts, int index) =>
        index < parts.Length && parts[index].Length > 0 ? parts[index] : null;
}
