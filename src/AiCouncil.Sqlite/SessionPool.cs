namespace AiCouncil.Sqlite;

/// <summary>
/// Reading connections. A read runs on the caller's thread and gives its connection back with the statements
/// it prepared. The last one given back is the first one taken: its cache is warm.
/// </summary>
internal sealed class SessionPool(string connectionString, int busySeconds) : IDisposable
{
    private const int MaxIdle = 8;
    private readonly Lock _gate = new();
    private readonly Stack<SqliteSession> _idle = new(MaxIdle);
    private bool _closed;

    public T Read<T>(Func<SqliteSession, T> work)
    {
        var session = Take();
        try
        {
            var result = work(session);
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
        lock (_gate)
        {
            _closed = true;
            while (_idle.TryPop(out var session))
            {
                session.Dispose();
            }
        }
    }

    private SqliteSession Take()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SqliteJournal));
            if (_idle.TryPop(out var idle))
            {
                return idle;
            }
        }

        var session = new SqliteSession(connectionString, busySeconds);
        session.Pragma("query_only=1");
        return session;
    }

    private void Return(SqliteSession session)
    {
        lock (_gate)
        {
            if (!_closed && _idle.Count < MaxIdle)
            {
                _idle.Push(session);
                return;
            }
        }

        session.Dispose();
    }
}
