using AiCouncil.Journal;
using Microsoft.Data.Sqlite;

namespace AiCouncil.Sqlite;

/// <summary>
/// The write loop of the process: what waits while a commit is under way goes into the next one. A write that throws is a bug
/// or a fault and rare: then its batch is run again, each write in a savepoint of its own. So work may run twice. Whoever finds the loop idle runs it on its own thread (flat combining, Hendler et al. 2010), so a lone
/// writer pays no thread hop and an in-memory journal runs inline.
/// </summary>
/// <param name="session">Used under <paramref name="sessionGate"/> only.</param>
/// <param name="sessionGate">Held through a transaction: an in-memory journal reads on the same connection.</param>
/// <param name="path">For messages; <c>:memory:</c> has nothing to make durable.</param>
internal sealed class GroupCommitWriter(SqliteSession session, Lock sessionGate, string path)
{
    private const int MaxBatch = 256;
    private const int MaxQueue = 65_536;
    private readonly bool _durable = path != JournalFile.Memory;
    private readonly Lock _gate = new();
    private readonly Queue<PendingWrite> _queue = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _leading;
    private bool _closed;
    private bool _relaxedPragma;

    /// <summary>Runs <paramref name="work"/> in a transaction; done when it is durable.</summary>
    /// <param name="ct">Ends the wait while the work has not begun; afterwards its outcome is told.</param>
    /// <param name="relaxed">It may be lost with a power cut (marks, presence): no fsync of its own.</param>
    public ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken ct, bool relaxed = false)
    {
        if (ct.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(ct);
        }

        var write = new PendingWrite<T>(work, relaxed, path, ct);
        if (Enqueue(write))
        {
            Lead();
        }

        return new ValueTask<T>(write.Task);
    }

    /// <summary>Takes no more work; done when what it had taken is committed.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            return _leading ? _drained.Task : Task.CompletedTask;
        }
    }

    /// <summary>True when the caller has to lead.</summary>
    private bool Enqueue(PendingWrite write)
    {
        lock (_gate)
        {
            if (_closed || _queue.Count >= MaxQueue)
            {
                write.Fail(_closed
                    ? new ObjectDisposedException(nameof(SqliteJournal))
                    : JournalFault.Of(path, "its write queue is full; the disk does not keep up."));
                return false;
            }

            _queue.Enqueue(write);
            var lead = !_leading;
            _leading = true;
            return lead;
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
                if (_closed)
                {
                    _drained.TrySetResult();
                }

                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(static writer => writer.Lead(), this, preferLocal: false);
    }

    private List<PendingWrite> TakeBatch()
    {
        lock (_gate)
        {
            var batch = new List<PendingWrite>(Math.Min(_queue.Count, MaxBatch));
            while (batch.Count < MaxBatch && _queue.TryDequeue(out var write))
            {
                if (!write.GaveUp())
                {
                    batch.Add(write);
                }
            }

            return batch;
        }
    }

    /// <summary>Never throws: whatever happens, every writer hears of it and the loop goes on.</summary>
    private void Commit(List<PendingWrite> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var failure = TryCommit(batch);
        foreach (var write in batch)
        {
            if (failure is null)
            {
                write.Publish();
            }
            else
            {
                write.Fail(failure);
            }
        }
    }

    private JournalUnavailableException? TryCommit(List<PendingWrite> batch)
    {
        lock (sessionGate)
        {
            try
            {
                Relax(batch.TrueForAll(write => write.Relaxed));
                session.Execute("BEGIN IMMEDIATE");
                session.Execute(Run(batch) ? "COMMIT" : "ROLLBACK");
                return null;
            }
#pragma warning disable CA1031 // a loop that dies would leave every later writer waiting for ever
            catch (Exception error)
#pragma warning restore CA1031
            {
                session.RollBack();
                return error is SqliteException store ? JournalFault.Of(path, store) : JournalFault.Of(path, error.Message, error);
            }
        }
    }

    /// <summary>False when there is nothing to commit: a lone write threw, whose transaction is its own.</summary>
    private bool Run(List<PendingWrite> batch)
    {
        if (batch.TrueForAll(RunPlainly))
        {
            return true;
        }

        if (batch.Count == 1)
        {
            return false;
        }

        session.RollBack();
        session.Execute("BEGIN IMMEDIATE");
        batch.ForEach(RunInSavepoint);
        return true;
    }

    /// <summary>
    /// A savepoint costs two statements and a copy of each page touched. Where the transaction was ended under a write, what follows
    /// would be committed by itself: nothing does.
    /// </summary>
    private bool RunPlainly(PendingWrite write) => write.Run(session) && (session.InTransaction ? true : throw new InvalidOperationException("A write ended its transaction."));

    /// <summary>
    /// Where SQLite rolled the whole transaction back by itself (disk full, I/O error), the savepoint is gone, ROLLBACK TO fails,
    /// and the batch fails with it.
    /// </summary>
    private void RunInSavepoint(PendingWrite write)
    {
        session.Execute("SAVEPOINT w");
        if (!write.Run(session))
        {
            session.Execute("ROLLBACK TO w");
        }

        session.Execute("RELEASE w");
    }

    /// <summary>In WAL mode NORMAL leaves the fsync to the next FULL commit, which syncs the whole log, or to the checkpoint.</summary>
    private void Relax(bool relaxed)
    {
        if (_durable && relaxed != _relaxedPragma)
        {
            session.SetSync(full: !relaxed);
            _relaxedPragma = relaxed;
        }
    }
}
