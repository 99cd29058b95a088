using AiCouncil.Journal;

namespace AiCouncil.Postgres;

/// <summary>
/// The write loop of one kind of write: what waits while a commit is under way goes into the next one, as one set-based statement.
/// Whoever finds the loop idle runs it (flat combining, Hendler et al. 2010), so a lone writer pays no thread hop.
/// </summary>
/// <param name="commit">Commits a batch in one transaction; one result for each item, in order.</param>
/// <param name="keys">What two items of one batch must not share (a row that both would write).</param>
/// <param name="weight">Characters an item carries; bounds what one message to the server holds.</param>
internal sealed class GroupCommit<TItem, TResult>(
    Func<IReadOnlyList<TItem>, ValueTask<IReadOnlyList<TResult>>> commit, Func<TItem, IEnumerable<object>> keys, Func<TItem, int> weight, string store)
{
    private const int MaxBatch = 256;
    private const int MaxWeight = 8 * 1024 * 1024;
    private const int MaxQueue = 65_536;
    private readonly Lock _gate = new();
    private readonly Queue<Pending> _queue = new();
    private Task _leader = Task.CompletedTask;
    private bool _leading;
    private bool _closed;

    /// <summary>Done when the item is durable.</summary>
    /// <param name="ct">Ends the wait while the write has not begun; afterwards its outcome is told.</param>
    public ValueTask<TResult> WriteAsync(TItem item, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(ct);
        }

        var pending = new Pending(item, ct);
        lock (_gate)
        {
            if (_closed || _queue.Count >= MaxQueue)
            {
                return ValueTask.FromException<TResult>(_closed
                    ? new ObjectDisposedException(nameof(PostgresJournal))
                    : new JournalUnavailableException($"The journal {store} does not keep up: its write queue is full."));
            }

            _queue.Enqueue(pending);
            if (_leading)
            {
                return new ValueTask<TResult>(pending.Task);
            }

            _leading = true;
        }

        var leader = LeadAsync();
        lock (_gate)
        {
            _leader = leader;
        }

        return new ValueTask<TResult>(pending.Task);
    }

    /// <summary>Takes no more writes; done when what it had taken is committed.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            return _leader;
        }
    }

    private async Task LeadAsync()
    {
        while (TakeBatch() is { } batch)
        {
            await CommitAsync(batch);
        }
    }

    /// <summary>Null when nothing waits any more: the loop has ended.</summary>
    private List<Pending>? TakeBatch()
    {
        lock (_gate)
        {
            var batch = new List<Pending>(Math.Min(_queue.Count, MaxBatch));
            var (taken, carried) = (new HashSet<object>(), 0);
            for (var waiting = _queue.Count; waiting > 0 && batch.Count < MaxBatch && carried < MaxWeight; waiting--)
            {
                var next = _queue.Dequeue();
                if (next.GaveUp())
                {
                    continue;
                }

                if (keys(next.Item).Any(taken.Contains))
                {
                    _queue.Enqueue(next); // its turn comes with a later batch
                    continue;
                }

                taken.UnionWith(keys(next.Item));
                carried += weight(next.Item);
                batch.Add(next);
            }

            _leading = batch.Count > 0;
            return _leading ? batch : null;
        }
    }

    /// <summary>Never throws: whatever happens, every writer hears of it and the loop goes on.</summary>
    private async Task CommitAsync(List<Pending> batch)
    {
        try
        {
            var results = await commit(batch.ConvertAll(one => one.Item));
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Succeed(results[i]);
            }
        }
#pragma warning disable CA1031 // a loop that dies would leave every later writer waiting for ever
        catch (Exception error) when (batch.Count > 1 && PostgresFault.MayBeOnes(error.InnerException ?? error))
#pragma warning restore CA1031
        {
            foreach (var one in batch)
            {
                await CommitAsync([one]);
            }
        }
#pragma warning disable CA1031
        catch (Exception error)
#pragma warning restore CA1031
        {
            batch.ForEach(one => one.Fail(error));
        }
    }

    private sealed class Pending(TItem item, CancellationToken ct)
    {
        private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TItem Item => item;

        public Task<TResult> Task => _done.Task;

        /// <summary>True when the caller gave up before the write began: it will not run.</summary>
        public bool GaveUp() => ct.IsCancellationRequested && _done.TrySetCanceled(ct);

        public void Succeed(TResult result) => _done.TrySetResult(result);

        public void Fail(Exception error) => _done.TrySetException(error);
    }
}
