using System.Collections.Concurrent;
using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

/// <summary>
/// The parts of a request that are kept as JSON and change with its version only: the version of the row tells whether what this
/// process remembers is what a read would find. Calls and wake rows are always read.
/// </summary>
/// <param name="Texts">Short texts of the request by their hash.</param>
internal sealed record KnownRequest(
    long Version, RequestSpec Spec, Progress Progress, FinalResponse? Final, IReadOnlyList<SubtaskRow> Subtasks, ConcurrentDictionary<string, string> Texts)
{
    private const int MaxTexts = 32;
    private const int MaxText = 4_096;

    /// <summary>UTF-16 characters of JSON; what is larger is read again each time.</summary>
    public const int MaxSize = 32_768;

    public static KnownRequest Accepted(NewRequest request) =>
        new(1, request.Spec, request.First.Progress, request.First.Final, request.First.Subtasks, new(StringComparer.Ordinal));

    /// <summary>What a text is follows from its hash: it may be remembered before it is stored.</summary>
    public void Remember(Payload text)
    {
        if (text.Text.Length <= MaxText && Texts.Count < MaxTexts)
        {
            Texts[text.Hash] = text.Text;
        }
    }

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
