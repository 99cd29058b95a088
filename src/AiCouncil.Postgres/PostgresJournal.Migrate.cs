using System.Globalization;
using AiCouncil.Journal;
using Npgsql;

namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    /// <summary>The schema this binary writes.</summary>
    internal const long Version = 3;

    /// <summary>Read from the catalogue's rows: a name looked up is cached, also as missing, and stays so until another lock is taken.</summary>
    private const string MetaSql =
        """
        SELECT coalesce(bool_or(relname='council_meta'), false), coalesce(bool_or(relname='request'), false)
        FROM pg_class WHERE relnamespace=current_schema()::regnamespace AND relname IN ('council_meta', 'request')
        """;

    public async ValueTask MigrateAsync(CancellationToken ct)
    {
        // Most starts find the schema as it should be: they wait for nobody.
        if (await _store.TransactAsync(FoundVersionAsync, ct) < Version)
        {
            await _store.TransactAsync(ApplyAllAsync, ct);
        }
    }

    private async Task<long> ApplyAllAsync(NpgsqlConnection connection)
    {
        await connection.RowsAsync(PostgresStore.Sql("SELECT set_config('lock_timeout', '60000', true), set_config('statement_timeout', '60000', true)"), _ => 0);
        await connection.RowsAsync(PostgresStore.Sql("SELECT pg_advisory_xact_lock(hashtext('ai-council migration'))"), _ => 0);
        // DDL waits briefly for its own locks: what queues behind it would be everybody's work.
        await connection.RowsAsync(PostgresStore.Sql("SELECT set_config('lock_timeout', '2000', true)"), _ => 0);
        var version = await FoundVersionAsync(connection); // another process may have been first
        while (version < Version)
        {
            await ApplyAsync(connection, ++version);
        }

        return version;
    }

    private async Task<long> FoundVersionAsync(NpgsqlConnection connection)
    {
        var found = (await connection.RowsAsync(PostgresStore.Sql(MetaSql), row => (Meta: row.GetBoolean(0), Stranger: row.GetBoolean(1))))[0];
        if (!found.Meta)
        {
            return found.Stranger
                ? throw new JournalUnavailableException(
                    $"The journal {_store.Name} cannot be used: its schema holds tables of another program. Name a database of its own (Council:Postgres:Connection)")
                : 0;
        }

        var (version, oldest) = (await connection.RowsAsync(
            PostgresStore.Sql("SELECT version, oldest_binary FROM council_meta"), row => (row.GetInt64(0), row.GetInt64(1))))[0];
        return oldest > Version
            ? throw new JournalTooNewException(string.Create(
                CultureInfo.InvariantCulture, $"The journal {_store.Name} needs a binary of schema {oldest} or newer; this one is {Version}. Update it."))
            : version;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, long version)
    {
        foreach (var statement in Script(version).Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await connection.ChangeAsync(PostgresStore.Sql(statement));
        }

        await connection.ChangeAsync(PostgresStore.Sql("CREATE TABLE IF NOT EXISTS council_meta(version bigint NOT NULL, oldest_binary bigint NOT NULL)"));
        await connection.ChangeAsync(PostgresStore.Sql("DELETE FROM council_meta"));
        await connection.ChangeAsync(PostgresStore.Sql("INSERT INTO council_meta(version, oldest_binary) VALUES($1, 1)", Arg.Long(version)));
    }

    private static string Script(long version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"AiCouncil.Postgres.Migrations.{version:000}.sql");
        using var stream = typeof(PostgresJournal).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Migration {name} is not in the package.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
