using AiCouncil.Journal;
using AiCouncil.Transport;

namespace AiCouncil.Requests;

/// <summary>
/// Lets other processes know which requests this one watches, and looks at all of them in one query a second for what their messages
/// did not tell.
/// </summary>
internal sealed class Listening(IJournal journal, ITransport transport, Watchers watchers, ProcessIdentity process, TimeProvider clock)
{
    /// <summary>Waiters look once a second each; those that come within this time share a look.</summary>
    private static readonly TimeSpan Shared = TimeSpan.FromMilliseconds(900);

    private readonly Lock _gate = new();
    private Task<IReadOnlyDictionary<RequestId, RequestProgress>>? _look;
    private long _lookedAt;

    /// <summary>Where other processes send news for this one; null where none could.</summary>
    public string? Address => transport.Capabilities.Shared ? process.Incarnation : null;

    /// <summary>From now on the news of the request come here, the text of calls that run already from its beginning.</summary>
    public async ValueTask<bool> BeginAsync(RequestId id, CancellationToken ct)
    {
        if (Address is not { } address)
        {
            return false;
        }

        foreach (var running in await journal.ListenAsync(id, address, ct))
        {
            transport.Post(new ControlMessage.Listen(running.Incarnation, running.Call, address));
        }

        return true;
    }

    /// <summary>Whether a request has ended, is gone, or has events behind a cursor; while the journal is away nothing is known to have moved.</summary>
    public async Task<bool> MovedAsync(RequestId id, long after, CancellationToken ct)
    {
        try
        {
            var seen = await Look().WaitAsync(ct);
            return !seen.TryGetValue(id, out var progress) || progress.Sequence > after || progress.State > RequestState.InProgress;
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
    }

    private Task<IReadOnlyDictionary<RequestId, RequestProgress>> Look()
    {
        lock (_gate)
        {
            if (_look is null or { IsFaulted: true } || clock.GetElapsedTime(_lookedAt) > Shared)
            {
                _lookedAt = clock.GetTimestamp();
                _look = journal.ReadProgressAsync([.. watchers.Watched], CancellationToken.None).AsTask();
            }

            return _look;
        }
    }
}
