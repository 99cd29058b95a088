using System.Globalization;
using AiCouncil.Journal;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    /// <summary>The schema this binary writes.</summary>
    internal const long Version = 1;

    public async ValueTask MigrateAsync(CancellationToken ct)
    {
        await WriteAsync(session =>
        {
            session.Execute("CREATE TABLE IF NOT EXISTS meta(version INTEGER NOT NULL, oldest_binary INTEGER NOT NULL)");
            var oldest = session.Scalar("SELECT oldest_binary FROM meta");
            if (oldest > Version)
            {
                throw new JournalTooNewException(string.Create(
                    CultureInfo.InvariantCulture, $"The journal needs a binary of schema {oldest} or newer; this one is {Version}. Update it."));
            }

            for (var next = (session.Scalar("SELECT version FROM meta") ?? 0) + 1; next <= Version; next++)
            {
                Apply(session, next);
            }

            return true;
        });
    }

    private static void Apply(SqliteSession session, long version)
    {
        foreach (var statement in Script(version).Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            session.Execute(statement);
        }

        session.Execute("DELETE FROM meta");
        session.Execute("INSERT INTO meta(version, oldest_binary) VALUES($1, 1)", version);
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
