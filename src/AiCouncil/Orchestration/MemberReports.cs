using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>Each member's part in the answer.</summary>
internal static class MemberReports
{
    public static IReadOnlyList<MemberReport> Of(ReportSource source) =>
        [.. source.Calls.Where(call => call.Role == CallRole.Member).Select(call => One(source, call))];

    private static MemberReport One(ReportSource source, CallRow call)
    {
        var row = source.Subtasks.FirstOrDefault(row => row.Subtask.Id == call.Subtask);
        return new MemberReport(
            call.Model, call.Subtask, IsLate(row, call) ? "late" : ResponseReport.Word(call.State), Confidence: null, call.Cost,
            call is { SentAt: { } sent, FinishedAt: { } finished } && finished >= sent ? (long)(finished - sent).TotalMilliseconds : null,
            Agrees(row, call), call.State == CallState.Completed ? null : call.Error);
    }

    private static bool IsLate(SubtaskRow? row, CallRow call) => call.State == CallState.Completed && call.FinishedAt > row?.DecidedAt;

    private static bool? Agrees(SubtaskRow? row, CallRow call)
    {
        if (row?.Verdict is not { Groups.Count: > 0 } verdict || call.State != CallState.Completed)
        {
            return null;
        }

        return verdict.Groups.Any(group => group.Models.Contains(call.Model)) ? verdict.Groups[0].Models.Contains(call.Model) : null;
    }
}
