namespace OrleansTrader.Domain.Simulation;

/// <summary>The months in which derivatives expire: each on its third Friday.</summary>
internal static class MonthlyCycle
{
    /// <summary>Months that have contract ids.</summary>
    public const int Months = 360;

    private const int FirstYear = 2010;

    /// <summary>New York's closing time in winter, in UTC.</summary>
    private static readonly TimeOnly LastTrade = new(21, 0);

    /// <summary>Number of the month that contains the instant, counted from the first that has ids.</summary>
    public static int MonthOf(DateTimeOffset at) => IndexOf(DateOnly.FromDateTime(at.UtcDateTime));

    public static int IndexOf(DateOnly day) => (day.Year - FirstYear) * 12 + day.Month - 1;

    public static DateOnly ThirdFriday(int month)
    {
        var first = new DateOnly(FirstYear + month / 12, month % 12 + 1, 1);
        return first.AddDays((DayOfWeek.Friday - first.DayOfWeek + 7) % 7 + 14);
    }

    public static DateTimeOffset EndOf(DateOnly day) => new(day.ToDateTime(LastTrade), TimeSpan.Zero);
}
