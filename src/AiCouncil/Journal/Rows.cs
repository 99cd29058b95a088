using System.Security.Cryptography;
using System.Text;
using AiCouncil.Analysis;
using AiCouncil.Decomposition;
using AiCouncil.Requests;
using AiCouncil.Routing;

namespace AiCouncil.Journal;

/// <summary>Life of a model call; see docs/architecture.md for the transitions.</summary>
public enum CallState { Ready, InFlight, Completed, Failed, OutcomeUnknown, Cancelled }

/// <summary>How an attempt ended, as the journal keeps it. <see cref="Open"/> until something is known.</summary>
public enum AttemptResult { Open, Answered, Unusable, NotSent, Rejected, Ambiguous, Cancelled, Lost }

public enum SubtaskState { Waiting, Running, Decided, Failed, Skipped }

/// <summary>What a request asked for; never changes after accept (a resume moves only the deadline).</summary>
public sealed record RequestSpec
{
    public required RequestId Id { get; init; }
    public required string Tenant { get; init; }
    public required ExecutionMode Mode { get; init; }
    public required Priority Priority { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required RequestAnalysis Analysis { get; init; }

    /// <summary>Hash of the conversation's payload.</summary>
    public required string ConversationHash { get; init; }

    /// <summary>The first 200 characters of the last user message, for lists.</summary>
    public required string Title { get; init; }

    public IReadOnlyList<string> Models { get; init; } = [];
    public GenerationOptions Generation { get; init; } = new();
    public required Usd CostLimit { get; init; }

    /// <summary>Set by the user (request or configuration): then a model without a price may not be used.</summary>
    public bool CostLimitIsUsers { get; init; }

    /// <summary>What it was expected to cost when it was accepted; null in rows of versions that did not keep it.</summary>
    public CostRange? Estimated { get; init; }

    /// <summary>
    /// Provider and host of each model that could be asked when it was accepted, where another process may take it up later; empty
    /// elsewhere and in rows of versions that did not keep it.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Places { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public required OutcomeUnknownPolicy OnOutcomeUnknown { get; init; }
    public bool Background { get; init; }
    public bool Stream { get; init; }
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
    public string? TraceParent { get; init; }

    /// <summary>The request whose completed calls this one reuses.</summary>
    public RequestId? ReplayOf { get; init; }
    public int FeatureLevel { get; init; } = 1;
}

/// <summary>What Advance remembers between its runs beside subtasks and calls.</summary>
public sealed record Progress
{
    public bool Planned { get; init; }
    public IReadOnlyList<string> DegradedReasons { get; init; } = [];
    public DateTimeOffset? StartedAt { get; init; }
}

public sealed record RequestRow
{
    public required RequestSpec Spec { get; init; }
    public required RequestState State { get; init; }

    /// <summary>Raised by every transaction that held the row.</summary>
    public required long Version { get; init; }

    /// <summary>The last event's sequence number.</summary>
    public required long Sequence { get; init; }
    public required DateTimeOffset Deadline { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When Advance wants to look again even if nothing happens; null when terminal.</summary>
    public DateTimeOffset? NextTimer { get; init; }

    /// <summary>The process that works on it where no other may (SQLite); null where any may (PostgreSQL).</summary>
    public string? Owner { get; init; }
    public required Progress Progress { get; init; }
    public FinalResponse? Final { get; init; }

    public bool Terminal => State is RequestState.Completed or RequestState.Failed or RequestState.Cancelled;
}

public sealed record SubtaskRow
{
    public required int Order { get; init; }
    public required Subtask Subtask { get; init; }
    public required SubtaskState State { get; init; }

    /// <summary>Who is asked, in waves; fixed when the subtask starts, so that a changed catalogue cannot change it midway.</summary>
    public Route? Route { get; init; }

    /// <summary>Waves issued so far.</summary>
    public int Waves { get; init; }

    /// <summary>Set when decided.</summary>
    public VerdictReport? Verdict { get; init; }

    /// <summary>The call whose text is the subtask's result.</summary>
    public int? WinnerCall { get; init; }

    /// <summary>Answers that finished later are late.</summary>
    public DateTimeOffset? DecidedAt { get; init; }
    public string? Failure { get; init; }
}

/// <summary>One model call, without texts.</summary>
public sealed record CallRow
{
    public required CallId Id { get; init; }
    public required string Subtask { get; init; }
    public required CallRole Role { get; init; }
    public required int Replica { get; init; }
    public required string Model { get; init; }
    public required string Pool { get; init; }
    public required CallState State { get; init; }

    /// <summary>Raised by every claim.</summary>
    public required long Fence { get; init; }
    public required string PromptHash { get; init; }
    public required CallGrant Grant { get; init; }

    /// <summary>Lower starts earlier.</summary>
    public required double OrderKey { get; init; }
    public DateTimeOffset? NotBefore { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>The incarnation that claimed it last.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>When its first attempt was committed: read from the attempts, never written.</summary>
    public DateTimeOffset? FirstSentAt { get; init; }

    /// <summary>When its latest attempt was committed.</summary>
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How often an attempt of it was lost.</summary>
    public int Losses { get; init; }

    /// <summary>Nobody works on it any more (proven dead, or said by the worker): a reissue need not wait for the attempt's timeout.</summary>
    public bool HolderGone { get; init; }
    public string? Error { get; init; }
    public string? ErrorDetail { get; init; }
    public string? ResultHash { get; init; }
    public string? FinishReason { get; init; }
    public string? Deployment { get; init; }
    public int AttemptsUsed { get; init; }
    public TokenUsage Usage { get; init; } = new(0, 0);

    /// <summary>Null when some paid attempt has no price.</summary>
    public Usd? Cost { get; init; } = Usd.Zero;

    /// <summary>The state that Advance has logged; behind <see cref="State"/> means news.</summary>
    public CallState LoggedState { get; init; } = CallState.Ready;

    /// <summary>Claims that Advance has logged as call.started.</summary>
    public long LoggedFence { get; init; }

    public bool Finished => State is CallState.Completed or CallState.Failed or CallState.Cancelled;

    public bool HasNews => State != LoggedState || Fence != LoggedFence;
}

/// <summary>What Advance allows a call: its share of the request's budgets.</summary>
/// <param name="Attempts">Sends in all, over every claim.</param>
/// <param name="InputTokens">Estimate of the prompt.</param>
/// <param name="MaxOutputTokens">Sent to the provider as its limit.</param>
/// <param name="Upper">The most it may cost; null when the model has no price.</param>
/// <param name="RetryUnusable">Whether an unusable (paid) answer may be asked again.</param>
/// <param name="Stream">Deltas are wanted: the client will see this text as it stands.</param>
/// <param name="Simulated">It is a simulation: another provider kind may not serve it, nor the reverse.</param>
public sealed record CallGrant(
    int Attempts, int InputTokens, int MaxOutputTokens, Usd? Upper, bool RetryUnusable, bool Stream, bool Simulated);

public sealed record AttemptRow(
    CallId Call, long Fence, int Number, string Deployment, string Why, DateTimeOffset StartedAt, DateTimeOffset? EndedAt,
    AttemptResult Result, string? Detail, TokenUsage Usage, Usd? Cost, string Incarnation);

/// <summary>A text by the hash of its bytes.</summary>
public sealed record Payload(string Hash, string Text)
{
    /// <summary>SHA-256 of the UTF-8 bytes, lower-case hex.</summary>
    public static Payload Of(string text) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), text);
}
