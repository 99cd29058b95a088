using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>Says that two chat bodies are the same: tenant and SHA-256 of the bytes.</summary>
internal sealed record BodyKey(string Tenant, string Hash);

/// <summary>
/// The chat requests of this process whose answers are not delivered yet, by body and by id: what a client's own retry may
/// join, and who still waits. Bounded; what was forgotten is neither joined nor cancelled.
/// </summary>
internal sealed class JoinTable(TimeProvider clock, ApiTimings timings)
{
    private const int Capacity = 16_384;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private readonly Dictionary<BodyKey, JoinEntry> _bodies = [];
    private readonly Dictionary<RequestId, JoinEntry> _requests = [];
    private long _swept = clock.GetTimestamp();

    /// <summary>A new request is about to be submitted; later retries with this body find it.</summary>
    public JoinEntry Open(BodyKey key)
    {
        lock (_gate)
        {
            ForgetOld_NeedsLock();
            var entry = new JoinEntry(key) { Waiting = 1 };
            if (_bodies.Count < Capacity || _bodies.ContainsKey(key))
            {
                _bodies[key] = entry;
            }

            return entry;
        }
    }

    /// <summary>Joins the undelivered request with this body, null when there is none that such a retry may join.</summary>
    public JoinEntry? Join(BodyKey key, ChatRetry retry)
    {
        lock (_gate)
        {
            return _bodies.TryGetValue(key, out var entry) && !IsOld_NeedsLock(entry) && MayJoin_NeedsLock(entry, retry) ? Join_NeedsLock(entry) : null;
        }
    }

    /// <summary>The journal accepted the request. Where it led to one that is here already, its entry is joined instead.</summary>
    public JoinEntry? Accepted(JoinEntry entry, Submission submission)
    {
        lock (_gate)
        {
            if (submission.Joined)
            {
                Drop_NeedsLock(entry);
                return _requests.TryGetValue(submission.Id, out var earlier) ? Join_NeedsLock(earlier) : null;
            }

            if (_requests.Count < Capacity)
            {
                entry.Id = submission.Id;
                _requests[submission.Id] = entry;
            }

            entry.Answered.TrySetResult(submission.Id);
            return entry;
        }
    }

    /// <summary>Delivered, refused or cancelled: nobody may join any more.</summary>
    public void Close(JoinEntry entry)
    {
        lock (_gate)
        {
            Drop_NeedsLock(entry);
        }
    }

    /// <summary>It failed, and a client was told.</summary>
    public void Fail(JoinEntry entry)
    {
        lock (_gate)
        {
            entry.Waiting--;
            entry.FailedSince ??= clock.GetTimestamp();
        }
    }

    /// <summary>One client less; the number says whether somebody came later.</summary>
    public long Leave(JoinEntry entry)
    {
        lock (_gate)
        {
            entry.Waiting--;
            entry.IdleSince = clock.GetTimestamp();
            return entry.Joins;
        }
    }

    /// <summary>Whether nobody waits, nobody came since, and nothing was delivered.</summary>
    public bool IsAbandoned(JoinEntry entry, long joins)
    {
        lock (_gate)
        {
            return !entry.Closed && entry.Waiting == 0 && entry.Joins == joins;
        }
    }

    /// <summary>
    /// Who counts retries and was told of a failure not to retry means it. Who may be repeating unknowingly joins what his earlier try
    /// cannot be waiting for any more; two who ask the same at once remain two.
    /// </summary>
    private static bool MayJoin_NeedsLock(JoinEntry entry, ChatRetry retry) => retry switch
    {
        ChatRetry.Counted => entry.FailedSince is null,
        ChatRetry.Silent => entry.Waiting == 0 || entry.FailedSince is not null,
        _ => false,
    };

    private static JoinEntry Join_NeedsLock(JoinEntry entry)
    {
        entry.Waiting++;
        entry.Joins++;
        return entry;
    }

    private void ForgetOld_NeedsLock()
    {
        if (clock.GetElapsedTime(_swept) < SweepEvery)
        {
            return;
        }

        _swept = clock.GetTimestamp();
        foreach (var entry in _bodies.Values.Concat(_requests.Values).Where(IsOld_NeedsLock).ToList())
        {
            Drop_NeedsLock(entry);
        }
    }

    private bool IsOld_NeedsLock(JoinEntry entry) =>
        entry.FailedSince is { } failed ? clock.GetElapsedTime(failed) > timings.RepeatFailure
        : entry.Waiting == 0 && clock.GetElapsedTime(entry.IdleSince) > timings.Remember;

    private void Drop_NeedsLock(JoinEntry entry)
    {
        entry.Closed = true;
        entry.Answered.TrySetResult(null);
        if (_bodies.GetValueOrDefault(entry.Key) == entry)
        {
            _bodies.Remove(entry.Key);
        }

        if (entry.Id is { } id)
        {
            _requests.Remove(id);
        }
    }
}

/// <summary>One undelivered request; changed under the table's lock only.</summary>
internal sealed class JoinEntry(BodyKey key)
{
    public BodyKey Key { get; } = key;

    /// <summary>The id once the journal accepted it, null when it was refused.</summary>
    public TaskCompletionSource<RequestId?> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RequestId? Id { get; set; }
    public int Waiting { get; set; }
    public long Joins { get; set; }
    public long IdleSince { get; set; }

    /// <summary>When a client was told that the request failed; null when none was.</summary>
    public long? FailedSince { get; set; }
    public bool Closed { get; set; }
}
