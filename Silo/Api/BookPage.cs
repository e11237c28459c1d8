using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.Books;

namespace OrleansTrader.Silo.Api;

/// <summary>Which part of a long list is asked for.</summary>
/// <param name="Since">From this instant on.</param>
/// <param name="Until">Before this instant: the oldest row of one page, to get the page before it.</param>
internal sealed record BookPage(string? Account, string? Strategy, DateTimeOffset? Since, DateTimeOffset? Until, int? Limit)
{
    /// <exception cref="BadInputException">A value makes no sense.</exception>
    public BookFilter ToFilter() => Since >= Until
        ? throw new BadInputException("since", $"'{Since:O}' is not before until ('{Until:O}')")
        : new BookFilter(Strategy is null ? null : BadInputException.Parse("strategy", () => StrategyName.Of(Strategy)), Since, Until, ReadEndpoints.Limit(Limit));
}
