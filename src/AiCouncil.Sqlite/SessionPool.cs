using System.Collections.Concurrent;

namespace AiCouncil.Sqlite;

/// <summary>Reading connections. A read runs on the caller's thread, in one snapshot, and gives its connection back.</summary>
internal sealed class SessionPool(string connectionString) : IDisposable
{
    private const int MaxIdle = 8;
    private readonly ConcurrentBag<SqliteSession> _idle = [];

    public T Read<T>(Func<SqliteSession, T> work)
    {
        var session = _idle.TryTake(out var idle) ? idle : Open();
        try
        {
            session.Execute("BEGIN");
            var result = work(session);
            session.Execute("COMMIT");
            Return(session);
            return result;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private SqliteSession Open()
    {
        var session = new SqliteSession(connectionString);
        session.Execute("PRAGMA busy_timeout=10000");
        session.Execute("PRAGMA query_only=1");
        return session;
    }

    private void Return(SqliteSession session)
    {
        if (_idle.Count >= MaxIdle)
        {
            session.Dispose();
            return;
        }

        _idle.Add(session);
    }
}
