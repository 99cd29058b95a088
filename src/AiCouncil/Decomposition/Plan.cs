using AiCouncil.Requests;

namespace AiCouncil.Decomposition;

/// <summary>A node of the DAG.</summary>
/// <param name="Id">Unique in its request, 1–40 of [a-z0-9_-].</param>
/// <param name="Inputs">Ids of the subtasks whose results this one's prompt holds.</param>
/// <param name="Essential">A failed essential subtask fails the request; an optional one degrades it.</param>
public sealed record Subtask(
    string Id, string Goal, TaskType TaskType, AnswerType AnswerType, IReadOnlyList<string> Inputs, bool Essential, RiskLevel Risk)
{
    public const string SingleId = "main";
}

/// <summary>A DAG of at most 8 subtasks, in an order in which inputs come first.</summary>
public sealed record Plan(IReadOnlyList<Subtask> Subtasks)
{
    public const int MaxSubtasks = 8;
}

/// <summary>A planner's text, read: a valid plan, or why it was refused (the caller falls back to one node and says so).</summary>
public sealed record PlanReading(Plan? Plan, string? Refusal);
