using System.Collections.Immutable;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;

namespace OrleansTrader.Silo.Api;

/// <summary>The proof with the tables' side filled in: memory and tables compared at the same journal sequence (design R13).</summary>
internal sealed class ProofReader(Accounts accounts, IBookStore books)
{
    public const string Rebuild = "rebuild";

    /// <summary>While the account trades, the two readings meet at one sequence only by chance: so many tries.</summary>
    private const int Tries = 20;

    public async Task<IReadOnlyList<ProofRow>> ReadAsync(string? account)
    {
        var rows = await Task.WhenAll(accounts.Meant(account).Select(ReadAsync));
        return [.. rows.SelectMany(static part => part)];
    }

    /// <summary>Fills in what the tables say; a difference at the same sequence is a mismatch whatever memory thinks.</summary>
    internal static IEnumerable<ContractProof> Join(AccountView view, TableBooks tables)
    {
        var byContract = tables.Positions
            .GroupBy(static row => row.ConId)
            .ToImmutableDictionary(static group => group.Key, static group => (
                Quantity: group.Aggregate(PositionQuantity.Zero, static (sum, row) => sum + row.Quantity),
                Transactions: group.Aggregate(PositionQuantity.Zero, static (sum, row) => sum + row.TransactionQuantity)));
        return view.Proof.Select(proof =>
        {
            var (quantity, transactions) = byContract.GetValueOrDefault(proof.ConId, (PositionQuantity.Zero, PositionQuantity.Zero));
            var agrees = quantity == proof.Transactions && transactions == proof.Transactions;
            return proof with
            {
                Tables = quantity,
                State = agrees ? proof.State : ProofState.Mismatch,
                Cause = agrees ? proof.Cause : $"at entry {tables.AsOfSeq} memory says {proof.Transactions}, current_position {quantity}, transaction {transactions}",
                Repair = agrees ? proof.Repair : Rebuild,
            };
        });
    }

    private async Task<IEnumerable<ProofRow>> ReadAsync(AccountId account)
    {
        var engine = accounts.Engine(account);
        var view = await engine.GetState();
        for (var i = 0; i < Tries; i++)
        {
            var tables = await books.ReadBooksAsync(account, CancellationToken.None);
            if (tables.AsOfSeq == view.Seq)
            {
                return Join(view, tables).Select(proof => proof.ToRow(account));
            }

            view = await engine.GetState();
        }

        return view.Proof.Select(proof => proof.ToRow(account));
    }
}
