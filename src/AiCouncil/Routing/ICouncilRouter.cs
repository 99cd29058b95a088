using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Routing;

/// <summary>What has to be routed. <paramref name="Models"/> are those allowed, already filtered by the caller's wishes.</summary>
public sealed record RoutingQuestion(
    ExecutionMode Mode, TaskType TaskType, AnswerType AnswerType, RiskLevel Risk, int InputTokens, IReadOnlyList<ModelInfo> Models,
    bool ModelsAreExplicit);

/// <summary>Who is asked.</summary>
/// <param name="Waves">Asked one after the other, each in parallel, until the answer is decided.</param>
/// <param name="Reserves">Asked, in order, when a member gives no usable answer.</param>
/// <param name="Quorum">Usable answers below which the result is degraded.</param>
/// <param name="AgreeToStop">So many equal answers decide; 0 means the plurality must be decided.</param>
/// <param name="Notes">What the mode wanted and could not have; becomes degraded reasons.</param>
public sealed record Route(
    IReadOnlyList<IReadOnlyList<string>> Waves, IReadOnlyList<string> Reserves, int Quorum, int AgreeToStop, IReadOnlyList<string> Notes);

/// <summary>Chooses models for subtasks and roles. Pure: the same question gets the same route.</summary>
public interface ICouncilRouter
{
    Route Route(RoutingQuestion question);

    /// <summary>The model that decomposes, null when there is none.</summary>
    string? Planner(IReadOnlyList<ModelInfo> models);

    /// <summary>The model that edits the final text, null when there is none.</summary>
    string? Synthesizer(IReadOnlyList<ModelInfo> models);
}
