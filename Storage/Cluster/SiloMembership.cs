using Npgsql;

namespace OrleansTrader.Storage.Cluster;

/// <summary>Our knowledge of which members of the Orleans cluster cannot be alive any more.</summary>
public static class SiloMembership
{
    /// <summary>
    /// Marks every living row of a silo name as dead. Without it a silo that starts after a kill -9 waits half a minute for its own predecessor,
    /// whom the table still calls active.
    /// </summary>
    /// <remarks>Call it only while something stronger than the table (the data folder's lock) proves that no other process has this name. A repeat changes nothing.</remarks>
    /// <returns>How many rows were alive.</returns>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public static async Task<int> BuryPredecessorsAsync(string connectionString, string clusterId, string siloName, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(Databases.ForOrleans(connectionString));
        await using var command = source.CreateCommand(
            """
            with dead as (
              update cluster_member set status = 6 where deployment_id = $1 and silo_name = $2 and status <> 6 returning 1),
            bump as (
              update cluster_version set version = version + 1, changed_at = now()
               where deployment_id = $1 and exists (select 1 from dead) returning 1)
            select count(*)::int from dead
            """);
        command.Parameters.Add(new() { Value = clusterId });
        command.Parameters.Add(new() { Value = siloName });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
