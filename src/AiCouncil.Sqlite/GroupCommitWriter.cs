using AiCouncil.Journal;
using Microsoft.Data.Sqlite;

namespace AiCouncil.Sqlite;

/// <summary>
/// The write loop of the process: what waits while a commit is under way goes into the next one, each write in a savepoint
/// of its own. Whoever finds the loop idle runs it on its own thread (flat combining, Hendler et al. 2010), so a lone
/// writer pays no thread hop and an in-memory journal runs inline.
/// </summary>
internal sealed class GroupCommitWriter(SqliteSession session, bool durable) : IDisposable
{
    private const int MaxBatch = 256;
    private const int MaxQueue = 65_536;
    private readonly Lock _gate = new();
    private readonly Queue<Write> _queue = new();
    private bool _leading;
    private bool _closed;
    private bool _relaxedPragma;

    /// <summary>Runs <paramref name="work"/> in a transaction; done when it is durable.</summary>
    /// <param name="relaxed">It may be lost with a power cut (marks, presence): no fsync of its own.</param>
    public ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> work, bool relaxed = false)
    {
        var write = new Write<T>(work, relaxed);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_queue.Count >= MaxQueue)
            {
                throw new JournalUnavailableException("The journal's write queue is full.");
            }

            _queue.Enqueue(write);
            if (_leading)
            {
                return new ValueTask<T>(write.Task);
            }

            _leading = true;
        }

        Lead();
        return new ValueTask<T>(write.Task);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    private void Lead()
    {
        Commit(TakeBatch());
        lock (_gate)
        {
            if (_queue.Count == 0)
            {
                _leading = false;
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(static writer => writer.Lead(), this, preferLocal: false);
    }

    private List<Write> TakeBatch()
    {
        lock (_gate)
        {
            var batch = new List<Write>(Math.Min(_queue.Count, MaxBatch));
            while (batch.Count < MaxBatch && _queue.TryDequeue(out var write))
            {
                batch.Add(write);
            }

            return batch;
        }
    }

    private void Commit(List<Write> batch)
    {
        try
        {
            Relax(batch.TrueForAll(write => write.Relaxed));
            session.Execute("BEGIN IMMEDIATE");
            foreach (var write in batch)
            {
                Run(write);
            }

            session.Execute("COMMIT");
        }
        catch (Exception error) when (error is SqliteException or InvalidOperationException)
        {
            RollBack();
            foreach (var write in batch)
            {
                write.Fail(new JournalUnavailableException($"The journal could not be written: {error.Message}", error));
            }

            return;
        }

        foreach (var write in batch)
        {
            write.Publish();
        }
    }

    private void Run(Write write)
    {
        session.Execute("SAVEPOINT w");
        if (write.Run(session))
        {
            session.Execute("RELEASE w");
            return;
        }

        session.Execute("ROLLBACK TO w");
        session.Execute("RELEASE w");
    }

    /// <summary>In WAL mode NORMAL leaves the fsync to the next FULL commit, or to the checkpoint.</summary>
    private void Relax(bool relaxed)
    {
        if (durable && relaxed != _relaxedPragma)
        {
            session.Execute(relaxed ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL");
            _relaxedPragma = relaxed;
        }
    }

    private void RollBack()
    {
        try
        {
            session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // No transaction was open: BEGIN itself failed.
        }
    }

    private abstract class Write(bool relaxed)
    {
        public bool Relaxed { get; } = relaxed;

        /// <summary>False when the work threw: its savepoint is rolled back and only its caller hears of it.</summary>
        public abstract bool Run(SqliteSession session);

        public abstract void Publish();

        public abstract void Fail(Exception error);
    }

    private sealed class Write<T>(Func<SqliteSession, T> work, bool relaxed) : Write(relaxed)
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _value;
        private Exception? _error;

        public Task<T> Task => _done.Task;

        public override bool Run(SqliteSession session)
        {
            try
            {
                _value = work(session);
                return true;
            }
#pragma warning disable CA1031 // handed to the caller whose work it was
            catch (Exception error)
#pragma warning restore CA1031
            {
                _error = error;
                return false;
            }
        }

        public override void Publish()
        {
            if (_error is null)
            {
                _done.SetResult(_value!);
            }
            else
            {
                _done.SetException(_error);
            }
        }

        public override void Fail(Exception error) => _done.SetException(error);
    }
}
