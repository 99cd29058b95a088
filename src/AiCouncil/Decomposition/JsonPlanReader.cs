using System.Text.Json;
using System.Text.RegularExpressions;
using AiCouncil.Analysis;
using AiCouncil.Requests;

namespace AiCouncil.Decomposition;

/// <summary>
/// Reads <c>{"subtasks":[{"id","goal","inputs":[ids],"task_type","answer_type","essential"}]}</c>: lenient about what stands
/// around it, strict about the graph. What is refused is said with the offending id, so that a person can see why the plan fell.
/// </summary>
internal sealed partial class JsonPlanReader : IPlanReader
{
    private const int MaxGoal = 2_000;

    public PlanReading Read(string text, RequestAnalysis analysis)
    {
        var (nodes, refusal) = PlanText.Find(text);
        refusal ??= nodes.Count switch
        {
            0 => "The plan has no subtasks.",
            > Plan.MaxSubtasks => $"The plan has {nodes.Count} subtasks, {Plan.MaxSubtasks} are allowed.",
            _ => null,
        };
        return refusal is null ? Build(nodes, analysis) : new PlanReading(null, refusal);
    }

    public Plan Single(RequestAnalysis analysis) => new(
        [new Subtask(Subtask.SingleId, "Answer the request.", analysis.TaskType, analysis.AnswerType, [], Essential: true, analysis.Risk)]);

    private static PlanReading Build(IReadOnlyList<JsonElement> nodes, RequestAnalysis analysis)
    {
        var subtasks = new List<Subtask>(nodes.Count);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (Node(nodes[i], i, nodes.Count == 1, analysis, out var subtask) is { } fault)
            {
                return new PlanReading(null, fault);
            }

            subtasks.Add(subtask!);
        }

        var refusal = PlanGraph.Fault(subtasks)
            ?? (subtasks.Exists(subtask => subtask.Essential) ? null : "No subtask of the plan is essential.");
        return refusal is null ? new PlanReading(new Plan(PlanGraph.Ordered(Typed(subtasks, nodes, analysis))), null) : new PlanReading(null, refusal);
    }

    /// <summary>The subtask of one JSON object, or what is wrong with it.</summary>
    private static string? Node(JsonElement node, int index, bool alone, RequestAnalysis analysis, out Subtask? subtask)
    {
        subtask = null;
        if (node.ValueKind != JsonValueKind.Object)
        {
            return $"subtasks[{index}] is no object.";
        }

        var id = alone ? Subtask.SingleId : Renamed(PlanWords.Text(node, "id"));
        if (id is null || !Id().IsMatch(id))
        {
            return $"subtasks[{index}].id '{PlanWords.Clean(id ?? "", 40)}' is not 1 to 40 of [a-z0-9_-].";
        }

        var goal = PlanWords.Clean(PlanWords.Text(node, "goal") ?? "", MaxGoal + 1).Trim();
        if (goal.Length is 0 or > MaxGoal)
        {
            return $"The goal of subtask '{id}' is {(goal.Length == 0 ? "empty" : $"longer than {MaxGoal} characters")}.";
        }

        if (Inputs(node) is not { } inputs)
        {
            return $"The inputs of subtask '{id}' are no list of ids.";
        }

        // With one node the whole request is the task, whatever the planner called it.
        var own = Renamed(PlanWords.Text(node, "id"));
        subtask = new Subtask(
            id, goal, PlanWords.TaskType(node) ?? analysis.TaskType, AnswerType.Prose, [.. inputs.Select(input => input == own ? id : input)],
            alone || Essential(node), analysis.Risk);
        return null;
    }

    /// <summary>
    /// An unknown answer type is the request's own where the subtask ends the plan, else prose. A choice without offered options
    /// is compared as a short fact.
    /// </summary>
    private static List<Subtask> Typed(List<Subtask> subtasks, IReadOnlyList<JsonElement> nodes, RequestAnalysis analysis) =>
        [.. subtasks.Select((subtask, i) =>
        {
            var last = !subtasks.Exists(other => other.Inputs.Contains(subtask.Id));
            var type = PlanWords.AnswerType(nodes[i]) ?? (last ? analysis.AnswerType : AnswerType.Prose);
            return subtask with { AnswerType = type == AnswerType.Choice && analysis.Choices.Count == 0 ? AnswerType.ShortFact : type };
        })];

    private static List<string>? Inputs(JsonElement node)
    {
        if (!node.TryGetProperty("inputs", out var inputs) || inputs.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        var ids = inputs.ValueKind == JsonValueKind.Array ? inputs.EnumerateArray().Select(input => Renamed(PlanWords.Text(input))).ToList() : [null];
        return ids.Contains(null) ? null : [.. ids.OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    /// <summary>In a plan of several, no subtask may pass for the whole request.</summary>
    private static string? Renamed(string? id) => id == Subtask.SingleId ? Subtask.SingleId + "-part" : id;

    /// <summary>Essential unless the planner said otherwise.</summary>
    private static bool Essential(JsonElement node) => !(node.TryGetProperty("essential", out var value) && value.ValueKind == JsonValueKind.False);

    [GeneratedRegex(@"\A[a-z0-9_-]{1,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
