using AiCouncil.Requests;

namespace AiCouncil.Transport;

/// <summary>
/// Carries ids between orchestrators and workers. It is a hint beside the journal: whatever it loses, repeats, delays or
/// reorders costs latency only.
/// </summary>
public interface ITransport : IAsyncDisposable
{
    TransportCapabilities Capabilities { get; }

    /// <summary>Done when the transport has taken responsibility for the hint.</summary>
    /// <exception cref="PublishFailedException">It did not, or nobody knows: the relay clears the mark and publishes again.</exception>
    Task PublishAsync(string pool, CallHint hint, CancellationToken ct);

    /// <summary>
    /// Hands hints of a pool to <paramref name="handler"/>, at most <paramref name="slots"/> at once: credit is the number of
    /// free slots. A hint is acknowledged when its handler ends; handlers do not throw. Returns when <paramref name="ct"/> is
    /// cancelled and every handler has ended; hints not yet handed over stay in the queue.
    /// </summary>
    Task ConsumeAsync(string pool, int slots, Func<CallHint, Task> handler, CancellationToken ct);

    /// <summary>Tells orchestrators that a call of this request ended; best effort, never blocks.</summary>
    void HintResult(RequestId request);

    /// <summary>Hands result hints to <paramref name="handler"/>, at most <paramref name="concurrency"/> at once, until <paramref name="ct"/> is cancelled.</summary>
    Task ConsumeResultsAsync(int concurrency, Func<RequestId, Task> handler, CancellationToken ct);

    /// <summary>Sends a control message; best effort, never blocks.</summary>
    void Post(ControlMessage message);

    /// <summary>Control messages for this process go to <paramref name="handler"/>, in order, until the result is disposed. It must not block.</summary>
    IDisposable OnControl(Action<ControlMessage> handler);

    /// <summary>Hints of a pool that wait in the transport.</summary>
    ValueTask<int> DepthAsync(string pool, CancellationToken ct);
}

/// <summary>What an adapter can do.</summary>
/// <param name="Shared">Reaches other processes; needs a journal that they share.</param>
/// <param name="Lossless">Loses nothing while this process lives: readers need no backstop poll.</param>
public sealed record TransportCapabilities(bool Shared, bool Lossless);

/// <summary>"Look at this call"; what to do follows from the journal.</summary>
public sealed record CallHint(CallId Call);

/// <summary>Best-effort news between processes.</summary>
public abstract record ControlMessage
{
    private ControlMessage()
    {
    }

    /// <summary>To the node that runs it: nobody wants this call any more.</summary>
    public sealed record Cancel(string Incarnation, CallId Call) : ControlMessage;

    /// <summary>The request has new events.</summary>
    public sealed record Changed(RequestId Request, bool Terminal) : ControlMessage;

    /// <summary>A piece of text that the caller will see; outside the event log.</summary>
    /// <param name="Attempt">"fence.number": text of another attempt does not continue this one's.</param>
    /// <param name="Offset">Characters before this piece.</param>
    public sealed record Delta(RequestId Request, int Call, string Attempt, int Offset, string Text) : ControlMessage;

    /// <summary>A call started; the log gets it at the next Advance.</summary>
    public sealed record Started(RequestId Request, int Call, string Model, string Deployment) : ControlMessage;

    /// <summary>There is something to publish (or room for it).</summary>
    public sealed record WakeRelay(string Pool) : ControlMessage;
}

/// <summary>The transport did not take the hint, or did not say.</summary>
public sealed class PublishFailedException(PublishFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public PublishFailure Failure { get; } = failure;
}

public enum PublishFailure { Unknown, Rejected, Unroutable }
