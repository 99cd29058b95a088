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
            "subtask.started" => $"{data.Subtask}: may ask {Names(data.Texts("models"))}",
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

    /// <summary>The same for the log of a request, where every entry is told.</summary>
    public static string Log(CouncilEvent news)
    {
        var data = EventData.Of(news);
        return Describe(news) ?? news.Type switch
        {
            "request.created" => data.Text("mode") ?? "",
            "call.ready" => $"{Who(data)}: waits for a free slot",
            "subtask.completed" => $"{data.Subtask}: {data.Text("state")}",
            "answer.final" => TerminalText.Line(data.Text("content"), 160),
            "request.completed" or "request.failed" or "request.cancelled" => $"{Money(data.Cost)}{Why(data)}",
            _ => news.Data is "{}" ? "" : TerminalText.Line(news.Data, 160),
        };
    }

    public static string Money(Usd? cost) => cost is { } known ? known.ToString() : "$?";

    private static string Plan(EventData data)
    {
        var subtasks = data.Items("subtasks");
        if (subtasks.Count == 1)
        {
            return "plan: one task";
        }

        var goals = subtasks.Where(it => it.ValueKind == JsonValueKind.Object && it.TryGetProperty("goal", out _))
            .Select(it => TerminalText.Line(it.GetProperty("goal").ToString(), 60));
        return $"plan: {subtasks.Count} subtasks ({string.Join("; ", goals)})";
    }

    /// <summary>"decided: 2 of 3 agree, dune says "iron" (agreement)".</summary>
    private static string Verdict(EventData data)
    {
        var groups = data.Items("groups").Where(it => it.ValueKind == JsonValueKind.Object).Select(it => new EventData(it)).ToList();
        var votes = groups.Sum(it => it.Texts("models").Count);
        var share = votes > 1 ? $": {groups[0].Texts("models").Count} of {votes} agree" : "";
        var subtask = data.Subtask is null or "main" ? "" : $"{data.Subtask}: ";
        return $"{subtask}decided{share}{string.Concat(groups.Skip(1).Select(Dissent))} ({data.Text("stop_reason")?.Replace('_', ' ')})";
    }

    private static string Dissent(EventData group) => group.IsTrue("abstained")
        ? $", {Names(group.Texts("models"))} did not know"
        : $", {Names(group.Texts("models"))} said \"{TerminalText.Line(group.Text("answer"), 60)}\"";

    private static string Who(EventData data) =>
        data.Role is null or "member" ? $"{data.Model}{Of(data)}" : $"{data.Role} {data.Model}{Of(data)}";

    private static string Of(EventData data) => data.Subtask is null or "main" ? "" : $" on {data.Subtask}";

    private static string Via(EventData data) => data.Text("deployment") is { } deployment && deployment != data.Model ? $" at {deployment}" : "";

    private static string Why(EventData data) => data.Text("error") is { } error ? $": {TerminalText.Line(error, 160)}" : "";

    private static string Names(IReadOnlyList<string> models) => models.Count == 0 ? "the council" : string.Join(", ", models);
}
