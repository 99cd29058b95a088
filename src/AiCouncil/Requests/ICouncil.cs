namespace AiCouncil.Requests;

/// <summary>
/// The orchestration layer as the caller sees it: it publishes a request and awaits its answer. It holds nothing in
/// memory that a restart would miss; the same call serves one process and a cluster.
/// </summary>
public interface ICouncil
{
    /// <summary>Publishes the request and waits for its terminal state. Cancelling <paramref name="ct"/> stops the waiting, not the request.</summary>
    /// <exception cref="InvalidRequestException">The request breaks a rule; nothing was stored.</exception>
    Task<FinalResponse> AskAsync(CouncilRequest request, CancellationToken ct = default);

    /// <summary>Publishes the request and returns once it is committed in the journal.</summary>
    /// <exception cref="InvalidRequestException">The request breaks a rule; nothing was stored.</exception>
    Task<Submission> SubmitAsync(CouncilRequest request, CancellationToken ct = default);

    /// <summary>
    /// Every logged event after sequence number <paramref name="after"/>, then live ones, ending after the terminal event.
    /// Live deltas (<see cref="CouncilEvent.Sequence"/> null) are mixed in, best effort.
    /// </summary>
    IAsyncEnumerable<CouncilEvent> WatchAsync(RequestId id, long after = 0, CancellationToken ct = default);

    /// <summary>The answer so far (or at last), null when no such request exists.</summary>
    Task<FinalResponse?> GetAsync(RequestId id, CancellationToken ct = default);

    /// <summary>Ends the request. False when there is none, or it had ended already.</summary>
    Task<bool> CancelAsync(RequestId id, CancellationToken ct = default);
}

/// <summary>A committed request. <paramref name="Joined"/> is true when an idempotency key led to one that existed.</summary>
public sealed record Submission(RequestId Id, RequestState State, bool Joined);

/// <summary>One event of a request; <paramref name="Sequence"/> is gapless from 1, or null for live deltas outside the log.</summary>
/// <param name="Data">A JSON object, snake_case.</param>
public sealed record CouncilEvent(RequestId Request, long? Sequence, string Type, DateTimeOffset At, string Data);

/// <summary>The caller's request breaks a rule. <see cref="Field"/> names where, the message says how to mend it.</summary>
public sealed class InvalidRequestException : Exception
{
    public InvalidRequestException(string field, string message, string code = "invalid_request")
        : base(message)
    {
        Field = field;
        Code = code;
    }

    public string Field { get; }

    public string Code { get; }
}
