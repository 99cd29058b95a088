using AiCouncil.Journal;
using AiCouncil.Synthesis;

namespace AiCouncil.Orchestration;

/// <summary>A decided subtask as later prompts and the final text quote it.</summary>
internal static class Results
{
    public static SubtaskResult Of(RequestWork work, SubtaskRow row)
    {
        var winner = work.Calls.First(call => call.Id.Number == row.WinnerCall);
        return new SubtaskResult(
            row.Subtask.Id, row.Subtask.Goal, row.Subtask.AnswerType, row.Verdict!.Answer, work.TextOf(winner.ResultHash!), row.Subtask.Essential);
    }

    /// <summary>The results of all decided subtasks, in plan order.</summary>
    public static IReadOnlyList<SubtaskResult> All(RequestWork work) =>
        [.. work.Subtasks.Where(row => row.State == SubtaskState.Decided).Select(row => Of(work, row))];
}
