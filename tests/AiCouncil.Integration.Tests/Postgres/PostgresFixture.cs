using AiCouncil.Testing.Processes;
using Npgsql;
using Xunit;

namespace AiCouncil.Integration.Tests.Postgres;

/// <summary>A server of one test class.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;
    private int _databases;

    public PostgresServer Server => _server ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>A connection to a new, empty database.</summary>
    public async Task<string> DatabaseAsync()
    {
        var name = $"council{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(Server.Connection(), $"CREATE DATABASE {name}");
        return Server.Connection(name);
    }

    public static async Task ExecuteAsync(string connection, string sql)
    {
        await using var session = new NpgsqlConnection(connection + ";Pooling=false");
        await session.OpenAsync();
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
    }
}
