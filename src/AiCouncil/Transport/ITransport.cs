using AiCouncil.Requests;

namespace AiCouncil.Transport;

/// <summary>
/// Carries ids between orchestrators and workers. It is a hint beside the journal: whatever it loses, repeats, delays or
/// reorders costs latency only.
/// </summary>
public interface ITransport : IAsyncDisposable
{
    TransportCapabilities Capabilities { get; }

    /// <summary>
    /// Connects and declares what this process uses. The one place where a transport may refuse to start; afterwards it reconnects
    /// by itself. Called once, before anything else.
    /// </summary>
    /// <exception cref="TransportRefusedException">It can be reached but not used, or cannot be reached: the message names what to change.</exception>
    Task OpenAsync(TransportUse use, CancellationToken ct);

    /// <summary>
    /// <paramref name="handler"/> hears of a pool whose queue had to be made anew: hints published before may be gone and are to be
    /// published again. Until the result is disposed. It must not block.
    /// </summary>
    IDisposable OnEmptied(Action<string> handler);

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

    /// <summary>Hints of a pool that wait in the transport; those being handled do not count.</summary>
    /// <exception cref="TransportUnavailableException">The transport does not answer now.</exception>
    ValueTask<int> DepthAsync(string pool, CancellationToken ct);

    /// <summary>Messages set aside because nobody could read them.</summary>
    /// <exception cref="TransportUnavailableException">The transport does not answer now.</exception>
    ValueTask<int> DeadLettersAsync(CancellationToken ct);

    /// <summary>Throws away what was set aside; how many that were.</summary>
    /// <exception cref="TransportUnavailableException">The transport does not answer now.</exception>
    ValueTask<int> PurgeDeadLettersAsync(CancellationToken ct);
}

/// <summary>What an adapter can do.</summary>
/// <param name="Shared">Reaches other processes; needs a journal that they share.</param>
/// <param name="Lossless">Loses nothing while this process lives: readers need no backstop poll.</param>
public sealed record TransportCapabilities(bool Shared, bool Lossless);

/// <summary>What a process wants of the transport.</summary>
/// <param name="Address">Where control messages for this process go: its incarnation.</param>
/// <param name="Pools">Those it publishes to or consumes from.</param>
/// <param name="Orchestrates">Relays the pools and reads results: it hears of <see cref="ControlMessage.WakeRelay"/>.</param>
public sealed record TransportUse(string Address, IReadOnlyCollection<string> Pools, bool Orchestrates);

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

    /// <summary>To the node that runs it: this server wants its text too, from the beginning.</summary>
    public sealed record Listen(string Incarnation, CallId Call, string Server) : ControlMessage;

    /// <summary>News for who listens to a request.</summary>
    public abstract record News(RequestId Request) : ControlMessage
    {
        /// <summary>The address of the process that listens; null is this one.</summary>
        public string? Server { get; init; }
    }

    /// <summary>The request has new events.</summary>
    public sealed record Changed(RequestId Request, bool Terminal) : News(Request);

    /// <summary>A piece of text that the caller will see; outside the event log.</summary>
    /// <param name="Attempt">"fence.number": text of another attempt does not continue this one's.</param>
    /// <param name="Offset">Characters before this piece.</param>
    public sealed record Delta(RequestId Request, int Call, string Attempt, int Offset, string Text) : News(Request);

    /// <summary>A call started; the log gets it at the next Advance.</summary>
    public sealed record Started(RequestId Request, int Call, string Model, string Deployment) : News(Request);

    /// <summary>There is something to publish (or room for it).</summary>
    public sealed record WakeRelay(string Pool) : ControlMessage
    {
        /// <summary>A slot became free, and nothing else: a relay that knows of no backlog need not look. An adapter may drop it.</summary>
        public bool Freed { get; init; }
    }
}

/// <summary>The transport cannot be used as configured. The message names the key and the fix, and holds no secret.</summary>
public sealed class TransportRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A transport that opened does not answer now; it reconnects by itself.</summary>
public sealed class TransportUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The transport did not take the hint, or did not say.</summary>
public sealed class PublishFailedException(PublishFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public PublishFailure Failure { get; } = failure;
}

public enum PublishFailure { Unknown, Rejected, Unroutable }
