namespace AiCouncil.Requests;

/// <summary>
/// The council's answer with everything a caller may ask about it. Its JSON form (snake_case, <see cref="CouncilJson"/>)
/// is what the CLI prints and the server sends.
/// </summary>
public sealed record FinalResponse
{
    public required RequestId Id { get; init; }
    public required RequestState Status { get; init; }
    public required ExecutionMode Mode { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public string? Content { get; init; }

    /// <summary>Vote share of the answer in 0..1, uncalibrated; null where nothing was compared.</summary>
    public double? OverallConfidence { get; init; }

    public string ConfidenceKind { get; init; } = "uncalibrated";
    public bool Degraded { get; init; }
    public IReadOnlyList<string> DegradedReasons { get; init; } = [];
    public string? StopReason { get; init; }
    public string? FinishReason { get; init; }
    public string? Explanation { get; init; }
    public IReadOnlyList<string> ModelsUsed { get; init; } = [];
    public IReadOnlyList<MemberReport> Members { get; init; } = [];
    public IReadOnlyList<SubtaskReport> Subtasks { get; init; } = [];
    public IReadOnlyList<VerdictReport> Verdicts { get; init; } = [];
    public CostReport Cost { get; init; } = new();
    public TokenUsage Usage { get; init; } = new(0, 0);
    public TimingReport Timing { get; init; } = new(0, 0);
    public string? TraceId { get; init; }
    public bool Simulated { get; init; }
    public ErrorReport? Error { get; init; }
}

/// <summary>Tokens read and written.</summary>
public sealed record TokenUsage(long InputTokens, long OutputTokens)
{
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) =>
        new(left.InputTokens + right.InputTokens, left.OutputTokens + right.OutputTokens);
}

/// <summary>One member's part: state is the call's (completed, failed, outcome_unknown, cancelled, late).</summary>
public sealed record MemberReport(
    string Model, string Subtask, string State, double? Confidence, Usd? CostUsd, long? LatencyMs, bool? Agrees, string? Error = null);

public sealed record SubtaskReport(string Id, string Goal, TaskType TaskType, AnswerType AnswerType, bool Essential, string State, string? Answer);

/// <summary>How a subtask was decided: the groups by size, the winner first.</summary>
public sealed record VerdictReport(string Subtask, string? Answer, double? Confidence, string StopReason, IReadOnlyList<VoteGroup> Groups);

/// <summary>Models that gave the same normalised answer.</summary>
public sealed record VoteGroup(string Answer, IReadOnlyList<string> Models, bool Abstained);

/// <summary>Total is null as soon as one used model has no price.</summary>
public sealed record CostReport
{
    public Usd? TotalUsd { get; init; } = Usd.Zero;
    public IReadOnlyDictionary<string, Usd?> PerModel { get; init; } = new Dictionary<string, Usd?>();
    public IReadOnlyDictionary<string, Usd?> PerStage { get; init; } = new Dictionary<string, Usd?>();
    public CostRange? Estimated { get; init; }

    /// <summary>Calls that the mode could have made and did not need, at their estimate.</summary>
    public Usd? SavedUsd { get; init; }
}

/// <summary>What a request is expected to cost; null bounds where a model has no price.</summary>
public sealed record CostRange(Usd? Low, Usd? High);

public sealed record TimingReport(long QueuedMs, long TotalMs);

public sealed record ErrorReport(string Code, string Message, bool Retryable);
