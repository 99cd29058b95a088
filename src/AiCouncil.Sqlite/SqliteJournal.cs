using AiCouncil.Journal;
using AiCouncil.Requests;
using Microsoft.Data.Sqlite;

namespace AiCouncil.Sqlite;

/// <summary>
/// The journal in one SQLite file: WAL, <c>synchronous=FULL</c>, one group-committing writer, readers on snapshots.
/// Path <c>:memory:</c> keeps it in memory on one connection, for tests and simulation.
/// </summary>
public sealed partial class SqliteJournal : IJournal
{
    private readonly TimeProvider _clock;
    private readonly Safeguards _safeguards;
    private readonly SqliteSession _writing;
    private readonly GroupCommitWriter _writer;
    private readonly SessionPool? _readers;
    private readonly Lock _memoryGate = new();

    public SqliteJournal(string path, TimeProvider clock)
        : this(path, clock, Safeguards.On)
    {
    }

    internal SqliteJournal(string path, TimeProvider clock, Safeguards safeguards)
    {
        _clock = clock;
        _safeguards = safeguards;
        var memory = path == ":memory:";
        var connection = memory ? "Data Source=:memory:" : JournalFile.Open(path);
        _writing = new SqliteSession(connection);
        Configure(_writing, memory);
        _writer = new GroupCommitWriter(_writing, durable: !memory);
        _readers = memory ? null : new SessionPool(connection);
    }

    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        _readers?.Dispose();
        _writing.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Configure(SqliteSession session, bool memory)
    {
        if (!memory)
        {
            session.Query("PRAGMA journal_mode=WAL", row => row.GetString(0));
            session.Execute("PRAGMA synchronous=FULL");
            session.Execute("PRAGMA wal_autocheckpoint=4000");
        }

        session.Execute("PRAGMA busy_timeout=10000");
        session.Execute("PRAGMA cache_size=-16000");
    }

    private T Read<T>(Func<SqliteSession, T> work)
    {
        if (_readers is null)
        {
            lock (_memoryGate)
            {
                return work(_writing);
            }
        }

        try
        {
            return _readers.Read(work);
        }
        catch (SqliteException error)
        {
            throw new JournalUnavailableException($"The journal could not be read: {error.Message}", error);
        }
    }

    private ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> work, bool relaxed = false) => _writer.WriteAsync(work, relaxed);

    private long Now() => Micros(_clock.GetUtcNow());

    internal static long Micros(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / 10;

    internal static DateTimeOffset At(long micros) => new(DateTimeOffset.UnixEpoch.Ticks + micros * 10, TimeSpan.Zero);

    internal static byte[] Key(RequestId id) => id.Value.ToByteArray(bigEndian: true);

    internal static RequestId Id(byte[] key) => new(new Guid(key, bigEndian: true));

    private static long? MicrosOrNull(DateTimeOffset? at) => at is { } value ? Micros(value) : null;
}
