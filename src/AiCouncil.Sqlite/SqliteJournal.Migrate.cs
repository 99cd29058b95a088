using System.Globalization;
using AiCouncil.Journal;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    /// <summary>The schema this binary writes.</summary>
    internal const long Version = 4;

    /// <summary>The oldest schema whose binaries can write this one: version 3 gives wake rows another key.</summary>
    private const long OldestBinary = 3;

    public async ValueTask MigrateAsync(CancellationToken ct)
    {
        // Most starts find the schema as it should be: they take no write lock from those who work.
        if (await QueryAsync(FoundVersion, ct) < Version)
        {
            await WriteAsync(
                session =>
                {
                    // Read again under the lock: another process may have been first.
                    for (var next = FoundVersion(session) + 1; next <= Version; next++)
                    {
                        Apply(session, next);
                    }

                    return true;
                },
                ct);
        }
    }

    private long FoundVersion(SqliteSession session)
    {
        if (session.Scalar("SELECT 1 FROM sqlite_master WHERE name='meta'") is null)
        {
            return session.Scalar("SELECT 1 FROM sqlite_master LIMIT 1") is null
                ? 0
                : throw JournalFault.Of(_path, "it is a SQLite database of another program. Choose another path.");
        }

        var oldest = session.Scalar("SELECT oldest_binary FROM meta");
        return oldest > Version
            ? throw new JournalTooNewException(string.Create(
                CultureInfo.InvariantCulture, $"The journal {_path} needs a binary of schema {oldest} or newer; this one is {Version}. Update it."))
            : session.Scalar("SELECT version FROM meta") ?? 0;
    }

    private static void Apply(SqliteSession session, long version)
    {
        foreach (var statement in Script(version).Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            session.Execute(statement);
        }

        session.Execute("CREATE TABLE IF NOT EXISTS meta(version INTEGER NOT NULL, oldest_binary INTEGER NOT NULL)");
        session.Execute("DELETE FROM meta");
        session.Execute("INSERT INTO meta(version, oldest_binary) VALUES($1, $2)", version, OldestBinary);
    }

    private static string Script(long version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"AiCouncil.Sqlite.Migrations.{version:000}.sql");
        using var stream = typeof(SqliteJournal).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Migration {name} is not in the package.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
