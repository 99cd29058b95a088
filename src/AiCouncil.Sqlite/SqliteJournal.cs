using AiCouncil.Journal;
using AiCouncil.Requests;
using Microsoft.Data.Sqlite;

namespace AiCouncil.Sqlite;

/// <summary>
/// The journal in one SQLite file: WAL, <c>synchronous=FULL</c>, one group-committing writer, readers on snapshots.
/// Path <c>:memory:</c> keeps it in memory on one connection, for tests and simulation. Several processes may share a file.
/// </summary>
public sealed partial class SqliteJournal : IJournal
{
    private const int DefaultBusySeconds = 10;
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Safeguards _safeguards;
    private readonly SqliteSession _writing;
    private readonly Lock _writingGate = new();
    private readonly GroupCommitWriter _writer;
    private readonly SessionPool? _readers;
    private readonly RecentlyUsed<RequestId, KnownRequest> _known = new(512);
    private readonly RecentlyUsed<CallId, CallToRun> _expected = new(512);
    private bool _closed;

    /// <exception cref="JournalUnavailableException">The file cannot be made or opened; the message says why.</exception>
    public SqliteJournal(string path, TimeProvider clock)
        : this(path, clock, Safeguards.On)
    {
    }

    internal SqliteJournal(string path, TimeProvider clock, Safeguards safeguards, int busySeconds = DefaultBusySeconds)
    {
        _path = path;
        _clock = clock;
        _safeguards = safeguards;
        var connection = JournalFile.Prepare(path, busySeconds);
        _writing = Open(path, connection, busySeconds);
        _writer = new GroupCommitWriter(_writing, _writingGate, path);
        _readers = path == JournalFile.Memory ? null : new SessionPool(connection, busySeconds);
    }

    /// <summary>Finishes the writes it has taken, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.CloseAsync();
        _readers?.Dispose();
        lock (_writingGate)
        {
            _closed = true;
            _writing.Dispose();
        }
    }

    private static SqliteSession Open(string path, string connection, int busySeconds)
    {
        SqliteSession? session = null;
        try
        {
            session = new SqliteSession(connection, busySeconds);
            Configure(session, path);
            return session;
        }
        catch (Exception error)
        {
            session?.Dispose();
            throw error is SqliteException store ? JournalFault.Of(path, store) : error;
        }
    }

    private static void Configure(SqliteSession session, string path)
    {
        session.Pragma("page_size=2048"); // of a new file: a request touches some fifty pages, and the log holds each whole
        session.Pragma("cache_size=-16000");
        if (path == JournalFile.Memory)
        {
            return;
        }

        if (session.Pragma("journal_mode=WAL") is var mode && mode != "wal")
        {
            throw JournalFault.Of(path, $"it cannot use a write-ahead log here (it stays in mode '{mode}'). Choose a local, writable disk.");
        }

        session.Pragma("synchronous=FULL");
        session.Pragma("wal_autocheckpoint=4000");
    }

    /// <summary>Several statements in one snapshot.</summary>
    private ValueTask<T> QueryAsync<T>(Func<SqliteSession, T> work, CancellationToken ct) => LookAsync(session => session.Read(work), ct);

    /// <summary>One statement, or several over what never changes: each is a snapshot of its own.</summary>
    private ValueTask<T> LookAsync<T>(Func<SqliteSession, T> work, CancellationToken ct)
    {
        try
        {
            ct.ThrowIfCancellationRequested();
            return ValueTask.FromResult(Read(work));
        }
        catch (OperationCanceledException)
        {
            return ValueTask.FromCanceled<T>(ct);
        }
        catch (SqliteException error) when (JournalFault.IsStores(error))
        {
            return ValueTask.FromException<T>(JournalFault.Of(_path, error));
        }
    }

    private T Read<T>(Func<SqliteSession, T> work)
    {
        if (_readers is null)
        {
            lock (_writingGate)
            {
                return work(_writing);
            }
        }

        return _writingGate.TryEnter() ? ReadBetweenCommits(work) : _readers.Read(work);
    }

    /// <summary>What was just written is still in the writing connection's cache; any other reads it from the file again.</summary>
    private T ReadBetweenCommits<T>(Func<SqliteSession, T> work)
    {
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return work(_writing);
        }
        finally
        {
            _writingGate.Exit();
        }
    }

    private ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken ct, bool relaxed = false) =>
        _writer.WriteAsync(work, ct, relaxed);

    private long Now() => Micros(_clock.GetUtcNow());

    internal static long Micros(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / 10;

    internal static DateTimeOffset At(long micros) => new(DateTimeOffset.UnixEpoch.Ticks + micros * 10, TimeSpan.Zero);

    internal static byte[] Key(RequestId id) => id.Value.ToByteArray(bigEndian: true);

    internal static RequestId Id(byte[] key) => new(new Guid(key, bigEndian: true));

    private static long? MicrosOrNull(DateTimeOffset? at) => at is { } value ? Micros(value) : null;
}
