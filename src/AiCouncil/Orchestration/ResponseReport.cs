using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>Everything a caller may ask about an answer, from the rows.</summary>
internal static class ResponseReport
{
    public static FinalResponse Of(RequestWork work, RequestState state, string? content, ErrorReport? error)
    {
        var report = Of(new ReportSource(work.Spec, work.Calls, work.Subtasks, work.Progress, work.DegradedReasons, work.Now), state);
        return report with { Content = content, Error = error };
    }

    /// <summary>The state of a request that still runs, or the costs of one that ended and got late answers.</summary>
    public static FinalResponse Of(RequestView view, DateTimeOffset now)
    {
        var request = view.Request;
        var source = new ReportSource(request.Spec, view.Calls, view.Subtasks, request.Progress, request.Progress.DegradedReasons, now);
        return request.Final is { } final ? final with { Cost = CostReports.Of(source), Usage = UsageOf(source) } : Of(source, StateOf(view));
    }

    /// <summary>Workers do not touch the request row: until the next decision its start shows in its calls.</summary>
    public static RequestState StateOf(RequestView view) =>
        view.Request.State == RequestState.Queued && view.Calls.Any(call => call.Fence > 0) ? RequestState.InProgress : view.Request.State;

    private static FinalResponse Of(ReportSource source, RequestState state)
    {
        var verdicts = source.Subtasks.Select(row => row.Verdict).OfType<VerdictReport>().ToList();
        var last = source.Subtasks.LastOrDefault(row => row.State == SubtaskState.Decided);
        return new FinalResponse
        {
            Id = source.Spec.Id,
            Status = state,
            Mode = source.Spec.Mode,
            CreatedAt = source.Spec.CreatedAt,
            OverallConfidence = Confidence(verdicts),
            Degraded = source.Degraded.Count > 0,
            DegradedReasons = [.. source.Degraded],
            StopReason = last?.Verdict?.StopReason,
            FinishReason = FinishReason(source, last),
            Explanation = Explanation.Of(source),
            ModelsUsed = [.. source.Calls.Where(call => call.State == CallState.Completed).Select(call => call.Model).Distinct()],
            Members = MemberReports.Of(source),
            Subtasks = [.. source.Subtasks.Select(row => new SubtaskReport(
                row.Subtask.Id, row.Subtask.Goal, row.Subtask.TaskType, row.Subtask.AnswerType, row.Subtask.Essential, Word(row.State), row.Verdict?.Answer))],
            Verdicts = verdicts,
            Cost = CostReports.Of(source),
            Usage = UsageOf(source),
            Timing = Timing(source),
            Simulated = source.Calls.Any(call => call.Grant.Simulated),
        };
    }

    private static TokenUsage UsageOf(ReportSource source) => source.Calls.Aggregate(new TokenUsage(0, 0), (sum, call) => sum + call.Usage);

    /// <summary>As sure as the least sure vote it stands on.</summary>
    private static double? Confidence(List<VerdictReport> verdicts) => verdicts.Min(verdict => verdict.Confidence);

    private static string? FinishReason(ReportSource source, SubtaskRow? last) =>
        source.Calls.LastOrDefault(call => call.Role == CallRole.Synthesis && call.State == CallState.Completed)?.FinishReason
        ?? source.Calls.FirstOrDefault(call => call.Id.Number == last?.WinnerCall)?.FinishReason;

    private static TimingReport Timing(ReportSource source)
    {
        var started = source.Calls.Min(call => call.SentAt) ?? source.Now;
        return new TimingReport(Ms(started - source.Spec.CreatedAt), Ms(source.Now - source.Spec.CreatedAt));
    }

    private static long Ms(TimeSpan span) => Math.Max(0, (long)span.TotalMilliseconds);

    internal static string Word<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>The rows that a report is made of.</summary>
internal sealed record ReportSource(
    RequestSpec Spec, IReadOnlyList<CallRow> Calls, IReadOnlyList<SubtaskRow> Subtasks, Progress Progress, IReadOnlyList<string> Degraded, DateTimeOffset Now);
