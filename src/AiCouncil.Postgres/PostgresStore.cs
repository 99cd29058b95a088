using AiCouncil.Journal;
using Npgsql;

namespace AiCouncil.Postgres;

/// <summary>
/// The connections of one process (at most eight) with their bounds. A batch is one round trip and one transaction: all of its
/// statements, each with a snapshot of its own, commit together.
/// </summary>
internal sealed class PostgresStore : IAsyncDisposable
{
    private const int MaxConnections = 8;

    /// <summary>
    /// A holder that froze loses its locks after 5 s, a waiter gives up after 2 s. Every statement here goes by an index whatever the
    /// statistics of a young table say, so plans are made once.
    /// </summary>
    internal const string Session =
        "-c idle_in_transaction_session_timeout=5000 -c lock_timeout=2000 -c statement_timeout=10000 -c default_transaction_isolation=read\\ committed "
        + "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 "
        + "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

    /// <summary>Relaxed: the commit is not waited for; a crash of the server may lose it, never tear it.</summary>
    private const string RelaxedSql = "SELECT set_config('synchronous_commit', 'off', true)";

    private readonly NpgsqlDataSource _source;

    public PostgresStore(string connection)
    {
        var settings = PostgresConnection.Parse(connection);
        settings.Options = string.IsNullOrEmpty(settings.Options) ? Session : $"{Session} {settings.Options}";
        settings.MaxPoolSize = MaxConnections;
        settings.Timeout = 5;
        settings.CommandTimeout = 15;
        settings.MaxAutoPrepare = 80;
        settings.AutoPrepareMinUsages = 2;
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = 10;
        settings.TcpKeepAliveInterval = 5;
        settings.NoResetOnClose = true; // no session state is ever changed
        settings.ApplicationName ??= "council";
        Name = $"{settings.Host}:{settings.Port}/{settings.Database}";
        _source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>For messages: without user and password.</summary>
    public string Name { get; }

    /// <summary>Runs statements as one transaction in one round trip and reads their rows.</summary>
    public ValueTask<T> BatchAsync<T>(IEnumerable<NpgsqlBatchCommand> statements, Func<NpgsqlDataReader, Task<T>> read, CancellationToken ct, bool relaxed = false) =>
        RunAsync(
            async connection =>
            {
                await using var batch = new NpgsqlBatch(connection);
                foreach (var statement in relaxed ? statements.Prepend(Sql(RelaxedSql)) : statements)
                {
                    batch.BatchCommands.Add(statement);
                }

                await using var reader = await batch.ExecuteReaderAsync(ct);
                if (relaxed)
                {
                    await reader.NextResultAsync(ct);
                }

                var result = await read(reader);
                while (await reader.NextResultAsync(ct))
                {
                    // An error of a later statement is told here.
                }

                return result;
            },
            ct);

    /// <summary>The rows of one statement.</summary>
    public ValueTask<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken ct, params NpgsqlParameter[] arguments) =>
        BatchAsync([Sql(sql, arguments)], reader => reader.AllAsync(map), ct);

    /// <summary>Runs one statement and returns the rows it changed. It is not broken off once begun: its outcome is told.</summary>
    public async ValueTask<int> ExecuteAsync(string sql, bool relaxed, CancellationToken ct, params NpgsqlParameter[] arguments)
    {
        ct.ThrowIfCancellationRequested();
        NpgsqlDataReader? changed = null;
        await BatchAsync([Sql(sql, arguments)], reader => Task.FromResult(changed = reader), CancellationToken.None, relaxed);
        return Math.Max(0, changed!.RecordsAffected);
    }

    /// <summary>Several round trips in one transaction.</summary>
    public ValueTask<T> TransactAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken ct, bool relaxed = false)
    {
        ct.ThrowIfCancellationRequested();
        return RunAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
                if (relaxed)
                {
                    await connection.RowsAsync(Sql(RelaxedSql), row => row.GetString(0));
                }

                var result = await work(connection);
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            },
            CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    public static NpgsqlBatchCommand Sql(string sql, params IEnumerable<NpgsqlParameter> arguments)
    {
#pragma warning disable CA2100 // every statement is a constant of this package
        var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        foreach (var argument in arguments)
        {
            command.Parameters.Add(argument);
        }

        return command;
    }

    private async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken ct)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(ct);
            return await work(connection);
        }
        catch (Exception error) when (error is not JournalUnavailableException && PostgresFault.IsStores(error) && !ct.IsCancellationRequested)
        {
            throw PostgresFault.Of(Name, error);
        }
    }
}
