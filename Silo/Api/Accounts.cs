using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Silo.Api;

/// <summary>The accounts of this installation: the gateway's and those of the strategies.</summary>
internal sealed class Accounts(IGrainFactory grains, IEnumerable<AccountId> accounts)
{
    public IReadOnlyList<AccountId> All { get; } = [.. accounts.Distinct().OrderBy(static account => account.Value, StringComparer.Ordinal)];

    public IOrderEngineGrain Engine(AccountId account) => grains.GetGrain<IOrderEngineGrain>(account.Value);

    /// <summary>The one named; without a name the only one there is.</summary>
    /// <exception cref="BadInputException">The name is none of ours, or several could be meant.</exception>
    public AccountId Pick(string? name) => name is null
        ? All is [var only] ? only : throw new BadInputException("account", $"name one of {string.Join(", ", All)}")
        : All.FirstOrDefault(account => account.Value.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Value: not null } found
            ? found
            : throw new BadInputException("account", $"'{name}' is not one of {string.Join(", ", All)}");

    /// <summary>The one named, or all.</summary>
    public IReadOnlyList<AccountId> Meant(string? name) => name is null ? All : [Pick(name)];

    /// <summary>The durable state of the account named, or of all.</summary>
    public async Task<AccountView[]> ViewsAsync(string? name) => await Task.WhenAll(Meant(name).Select(account => Engine(account).GetState()));
}
