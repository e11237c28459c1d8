using System.Collections.Immutable;
using System.Text.Json;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Silo.Api;
using OrleansTrader.Silo.Hosting;
using Xunit;

namespace OrleansTrader.Tests.Silo;

public sealed class ProofReaderTests
{
    private static readonly ConId Apple = ConId.Of(265598);
    private static readonly StrategyName One = StrategyName.Of("one");

    [Fact]
    public void Tables_that_agree_leave_the_proof_as_it_is()
    {
        var proof = Assert.Single(ProofReader.Join(View(memory: 100), Tables(positions: 100, transactions: 100)));

        Assert.Equal(ProofState.Proven, proof.State);
        Assert.Equal(100, proof.Tables?.Value);
    }

    [Theory]
    [InlineData(90, 100)]
    [InlineData(100, 90)]
    [InlineData(90, 90)]
    public void Tables_that_differ_from_memory_at_the_same_sequence_are_a_mismatch(int positions, int transactions)
    {
        var proof = Assert.Single(ProofReader.Join(View(memory: 100), Tables(positions, transactions)));

        Assert.Equal(ProofState.Mismatch, proof.State);
        Assert.Equal("rebuild", proof.Repair);
    }

    [Fact]
    public void A_contract_missing_from_the_tables_counts_as_zero_there()
    {
        var proof = Assert.Single(ProofReader.Join(View(memory: 100), new TableBooks(7, [])));

        Assert.Equal(ProofState.Mismatch, proof.State);
        Assert.Equal(0, proof.Tables?.Value);
    }

    [Fact]
    public void A_proof_that_breaks_is_told_once_with_what_differs_until_it_holds_again()
    {
        var alarms = new ProofAlarms();
        var whole = ProofReader.Join(View(memory: 100), Tables(positions: 100, transactions: 100)).Select(static proof => proof.ToRow(AccountId.Of("DU1"))).ToArray();
        var broken = ProofReader.Join(View(memory: 100), Tables(positions: 90, transactions: 100)).Select(static proof => proof.ToRow(AccountId.Of("DU1"))).ToArray();

        Assert.Empty(alarms.Of(whole));
        Assert.Contains("memory says 100, current_position 90, transaction 100", Assert.Single(alarms.Of(broken)).Alarm.Text, StringComparison.Ordinal);
        Assert.Empty(alarms.Of(broken));
        Assert.Empty(alarms.Of(whole));
        Assert.Single(alarms.Of(broken));
    }

    [Fact]
    public void The_dashboard_can_show_an_account_with_a_serializer_that_knows_nothing_of_ours()
    {
        var json = JsonSerializer.Serialize(View(memory: 100));

        Assert.Contains("\"one\":100", json, StringComparison.Ordinal);
    }

    private static TableBooks Tables(int positions, int transactions) =>
        new(7, [new TablePosition(One, Apple, PositionQuantity.Of(positions), 0, 0, 0, 0, PositionQuantity.Of(transactions))]);

    private static AccountView View(int memory)
    {
        var held = PositionQuantity.Of(memory);
        var proof = new ContractProof(
            Apple, "AAPL", ProofState.Proven, ImmutableDictionary<StrategyName, PositionQuantity>.Empty.Add(One, held), held, held, null, default, null, null);
        return new AccountView(
            AccountId.Of("DU1"), 7, TradingState.Active, false, null, SessionState.Ready, true, [], [], [], [], [], [], [proof], ImmutableDictionary<string, string>.Empty, new AccountCounters(0, 0, 0, 0, 0, 0, 0));
    }
}
