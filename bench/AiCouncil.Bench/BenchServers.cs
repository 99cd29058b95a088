using AiCouncil.Testing.Processes;
using Npgsql;

namespace AiCouncil.Bench;

/// <summary>A RabbitMQ and a PostgreSQL of the bench's own, on loopback, both writing to disk.</summary>
internal sealed class BenchServers(PostgresServer database, RabbitServer broker) : IAsyncDisposable
{
    public Uri Broker => broker.Uri;

    public static async Task<BenchServers> StartAsync()
    {
        var servers = new BenchServers(await PostgresServer.StartAsync(), await RabbitServer.StartAsync());
        foreach (var name in new[] { "raw", "council" })
        {
            await using var source = NpgsqlDataSource.Create(servers.Database("postgres"));
            await using var create = source.CreateCommand($"create database {name}");
            await create.ExecuteNonQueryAsync();
        }

        return servers;
    }

    public string Database(string name) => database.Connection(name);

    public async ValueTask DisposeAsync()
    {
        await broker.DisposeAsync();
        await database.DisposeAsync();
    }
}
