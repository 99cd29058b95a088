using AiCouncil.Arbitration;
using AiCouncil.Decomposition;
using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Routing;
using AiCouncil.Synthesis;

namespace AiCouncil.Orchestration;

/// <summary>Everything that Advance may look at.</summary>
/// <param name="Texts">Texts by hash: the conversation and every completed call's.</param>
/// <param name="Reusable">Completed calls of the request that this one replays.</param>
/// <param name="Now">The journal's clock.</param>
internal sealed record AdvanceInput(
    RequestView View, IReadOnlyDictionary<string, string> Texts, IReadOnlyList<ReusableCall> Reusable, DateTimeOffset Now);

/// <summary>An answer that was paid for once and is taken again, when the same model is asked the same words.</summary>
internal sealed record ReusableCall(string Model, string PromptHash, Payload Text, string? FinishReason, string? Deployment);

/// <summary>The pure rooms that Advance walks through.</summary>
internal sealed record ThinkingRooms(
    ICouncilRouter Router, IPlanReader Plans, IArbiter Arbiter, ISynthesizer Synthesizer, ISizeEstimator Sizes);

/// <summary>What the configuration says that Advance needs.</summary>
internal sealed record AdvanceSettings
{
    /// <summary>Sends per call.</summary>
    public int MaxAttempts { get; init; } = 3;

    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A call of which nobody knows whether it still runs is not reissued before its timeout and this long.</summary>
    public TimeSpan ReissueMargin { get; init; } = TimeSpan.FromSeconds(10);

    public IReadOnlyList<string> Panel { get; init; } = [];

    public string Planner { get; init; } = "auto";

    public string Synthesis { get; init; } = "auto";
}
