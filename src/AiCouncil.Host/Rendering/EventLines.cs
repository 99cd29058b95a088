using System.Text.Json;
using AiCouncil.Requests;

namespace AiCouncil.Host.Rendering;

/// <summary>Events as lines for people.</summary>
internal static class EventLines
{
    /// <summary>What happened, in a few words; null where there is nothing to say while one waits.</summary>
    public static string? Describe(CouncilEvent news)
    {
        var data = EventData.Of(news);
        return news.Type switch
        {
            "plan.completed" => Plan(data),
            "subtask.started" => $"{data.Subtask}: asking {Names(data.Texts("models"))}",
            "call.started" => $"{Who(data)}: asked{Via(data)}",
            "call.retried" => $"{Who(data)}: asked again{Via(data)}{Why(data)}",
            "call.completed" => $"{Who(data)}: answered{(data.Late ? " late" : "")} ({Money(data.Cost)})",
            "call.failed" => $"{Who(data)}: failed{Why(data)}",
            "call.outcome_unknown" => $"{Who(data)}: lost, nobody knows whether it was answered{Why(data)}",
            "call.cancelled" => $"{Who(data)}: not needed any more",
            "verdict.reached" => Verdict(data),
            "degraded" => $"degraded: {data.Text("reason")}",
            _ => null,
        };
    }

    public static string Money(Usd? cost) => cost is { } known ? known.ToString() : "$?";

    private static string Plan(EventData data)
    {
        var subtasks = data.Items("subtasks");
        var goals = subtasks.Where(it => it.ValueKind == JsonValueKind.Object && it.TryGetProperty("goal", out _))
            .Select(it => TerminalText.Line(it.GetProperty("goal").ToString(), 60));
        return $"plan: {subtasks.Count} {(subtasks.Count == 1 ? "subtask" : "subtasks")} ({string.Join("; ", goals)})";
    }

    private static string Verdict(EventData data)
    {
        var groups = data.Items("groups");
        var votes = groups.Select(Size).ToList();
        var share = votes.Sum() > 0 ? $" ({votes[0]} of {votes.Sum()} agree)" : "";
        return $"{data.Subtask}: decided{share}, {data.Text("stop_reason")?.Replace('_', ' ')}";
    }

    private static int Size(JsonElement group) =>
        group.ValueKind == JsonValueKind.Object && group.TryGetProperty("models", out var models) && models.ValueKind == JsonValueKind.Array
            ? models.GetArrayLength()
            : 0;

    private static string Who(EventData data) =>
        data.Role is null or "member" ? $"{data.Model}{Of(data)}" : $"{data.Role} {data.Model}{Of(data)}";

    private static string Of(EventData data) => data.Subtask is null or "main" ? "" : $" on {data.Subtask}";

    private static string Via(EventData data) => data.Text("deployment") is { } deployment && deployment != data.Model ? $" at {deployment}" : "";

    private static string Why(EventData data) => data.Text("error") is { } error ? $": {TerminalText.Line(error, 160)}" : "";

    private static string Names(IReadOnlyList<string> models) => models.Count == 0 ? "the council" : string.Join(", ", models);
}
