using AiCouncil.Analysis;
using AiCouncil.Journal;

namespace AiCouncil.Requests;

/// <summary>What operators and clients read and do beside asking: lists, details, estimates, replays, deletion.</summary>
public interface ICouncilRecords
{
    /// <summary>Requests, newest first; <paramref name="query"/> filters and continues from a cursor.</summary>
    Task<RequestPage> ListAsync(RequestQuery query, CancellationToken ct = default);

    /// <summary>Whose request it is, null when there is none: the edge answers 404 to any other tenant.</summary>
    Task<string?> TenantOfAsync(RequestId id, CancellationToken ct = default);

    /// <summary>One request with its subtasks, calls and attempts, null when there is none.</summary>
    Task<RequestDetails?> ShowAsync(RequestId id, CancellationToken ct = default);

    /// <summary>The logged events after a sequence number, at most 1,000.</summary>
    Task<IReadOnlyList<CouncilEvent>> EventsAsync(RequestId id, long after, CancellationToken ct = default);

    /// <summary>
    /// A new request with the same words; completed calls of the old one are reused unless <paramref name="fresh"/>, which pays again.
    /// Null when there is no such request.
    /// </summary>
    Task<Submission?> ReplayAsync(RequestId id, bool fresh, CancellationToken ct = default);

    /// <summary>Erases a terminal request (its idempotency key stays). False when there is none or it still runs.</summary>
    Task<bool> DeleteAsync(RequestId id, CancellationToken ct = default);

    /// <summary>Takes an unfinished request of a process that is gone into this one, with a new deadline.</summary>
    Task<ResumeResult> ResumeAsync(RequestId id, TimeSpan? timeout, CancellationToken ct = default);

    /// <summary>What the request would cost and how long it would take, without a call.</summary>
    RequestEstimate Estimate(CouncilRequest request);

    /// <summary>The analysis alone; free.</summary>
    RequestAnalysis Analyze(CouncilRequest request);
}

public sealed record RequestQuery
{
    public string? Tenant { get; init; }
    public RequestState? State { get; init; }

    /// <summary>Opaque, from the page before; null starts at the newest.</summary>
    public string? Cursor { get; init; }

    /// <summary>1 to 200.</summary>
    public int Limit { get; init; } = 50;
}

public sealed record RequestPage(IReadOnlyList<RequestSummary> Data, string? Next);

/// <param name="NotRunning">Null, or why nobody works on it ("its process is gone; serve or ask --resume takes it up").</param>
public sealed record RequestSummary(
    RequestId Id, string Tenant, RequestState Status, ExecutionMode Mode, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    string Prompt, Usd? CostUsd, string? NotRunning);

public sealed record RequestDetails(
    RequestSummary Summary, FinalResponse Response, IReadOnlyList<CallRow> Calls, IReadOnlyList<AttemptRow> Attempts);

public enum ResumeResult { Resumed, NotFound, AlreadyEnded, OwnedByLivingProcess, ModelsMissing }

/// <param name="Models">The models the mode would ask, in order.</param>
public sealed record RequestEstimate(
    ExecutionMode Mode, IReadOnlyList<string> Models, int CallsLow, int CallsHigh, CostRange Cost, long LatencyMsLow, long LatencyMsHigh,
    IReadOnlyList<string> Notes);
