using System.Globalization;
using AiCouncil.Journal;
using AiCouncil.Requests;
using Spectre.Console;

namespace AiCouncil.Host.Rendering;

/// <summary>One request as a tree: subtasks, their calls, each call's attempts.</summary>
internal static class RequestTree
{
    public static Tree Of(RequestDetails details)
    {
        var response = details.Response;
        var tree = new Tree(Text($"{details.Summary.Id} · {Word(response.Status)} · {Word(response.Mode)} · {EventLines.Money(response.Cost.TotalUsd)} · {Seconds(response.Timing.TotalMs)}"));
        tree.AddNode(Text($"prompt: {TerminalText.Line(details.Summary.Prompt, 120)}"));
        AddFacts(tree, details);
        foreach (var group in details.Calls.GroupBy(it => it.Subtask))
        {
            AddSubtask(tree, group.Key, group, details);
        }

        if (response.Content is { } content)
        {
            tree.AddNode(Text($"answer: {TerminalText.Line(content, 200)}"));
        }

        return tree;
    }

    private static void AddFacts(Tree tree, RequestDetails details)
    {
        var response = details.Response;
        var facts = response.DegradedReasons.Select(it => $"degraded: {it}")
            .Concat(response.StopReason is { } stop ? [$"stopped: {stop}"] : [])
            .Concat(response.Error is { } error ? [$"error: {error.Code}: {error.Message}"] : [])
            .Concat(details.Summary.NotRunning is { } idle ? [$"not running: {idle}"] : [])
            .Concat(response.Simulated ? ["simulated: no real model answered"] : []);
        foreach (var fact in facts)
        {
            tree.AddNode(Text(fact));
        }
    }

    private static void AddSubtask(Tree tree, string id, IEnumerable<CallRow> calls, RequestDetails details)
    {
        var report = details.Response.Subtasks.FirstOrDefault(it => it.Id == id);
        var verdict = details.Response.Verdicts.FirstOrDefault(it => it.Subtask == id);
        var goal = report is null ? "" : $" · {report.State} · {TerminalText.Line(report.Goal, 80)}";
        var node = tree.AddNode(Text($"{id}{goal}"));
        foreach (var call in calls.OrderBy(it => it.Id.Number))
        {
            AddCall(node, call, details.Attempts);
        }

        if (verdict is not null)
        {
            node.AddNode(Text($"verdict: {TerminalText.Line(verdict.Answer, 80)} · {verdict.StopReason} · {Votes(verdict)}"));
        }
    }

    private static void AddCall(TreeNode subtask, CallRow call, IReadOnlyList<AttemptRow> attempts)
    {
        var error = call.Error is { } code ? $" · {code} {TerminalText.Line(call.ErrorDetail, 120)}" : "";
        var node = subtask.AddNode(Text($"call {call.Id.Number} · {Word(call.Role)} · {call.Model} · {Word(call.State)} · {EventLines.Money(call.Cost)}{error}"));
        foreach (var attempt in attempts.Where(it => it.Call == call.Id).OrderBy(it => it.Fence).ThenBy(it => it.Number))
        {
            var took = attempt.EndedAt is { } end ? Seconds((long)(end - attempt.StartedAt).TotalMilliseconds) : "";
            var detail = attempt.Detail is { } words ? $" · {TerminalText.Line(words, 120)}" : "";
            node.AddNode(Text($"{attempt.Fence}.{attempt.Number} · {attempt.Deployment} · {attempt.Why} · {Word(attempt.Result)} · {EventLines.Money(attempt.Cost)} · {took}{detail}"));
        }
    }

    private static string Votes(VerdictReport verdict) =>
        string.Join(" | ", verdict.Groups.Select(it => $"{TerminalText.Line(it.Answer, 40)}: {string.Join(", ", it.Models)}"));

    private static Text Text(string words) => new(TerminalText.Line(words, 600));

    private static string Word<T>(T value)
        where T : struct, Enum => CouncilJson.Serialize(value).Trim('"');

    private static string Seconds(long milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0##} s");
}
