using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

/// <summary>
/// The parts of a request that are kept as JSON and change with its version only: the version of the row tells whether what this
/// process remembers is what a read would find. Calls and wake rows are always read.
/// </summary>
internal sealed record KnownRequest(long Version, RequestSpec Spec, Progress Progress, FinalResponse? Final, IReadOnlyList<SubtaskRow> Subtasks)
{
    /// <summary>UTF-16 characters of JSON; what is larger is read again each time.</summary>
    public const int MaxSize = 32_768;

    public static KnownRequest Accepted(NewRequest request) =>
        new(1, request.Spec, request.First.Progress, request.First.Final, request.First.Subtasks);

    /// <summary>After a decision on this version was stored.</summary>
    public KnownRequest After(Decision decision) => this with
    {
        Version = Version + 1,
        Progress = decision.Progress,
        Final = Final ?? decision.Final,
        Subtasks = decision.Subtasks.Count == 0
            ? Subtasks
            : [.. Subtasks.Where(row => !decision.Subtasks.Any(put => put.Order == row.Order)).Concat(decision.Subtasks).OrderBy(row => row.Order)],
    };
}
