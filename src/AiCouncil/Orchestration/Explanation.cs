using System.Globalization;
using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>One or two sentences on how the answer came about, dissent included.</summary>
internal static class Explanation
{
    /// <summary>A minority of this share is named.</summary>
    private const double NamedDissent = 0.25;

    public static string? Of(ReportSource source)
    {
        var members = source.Calls.Where(call => call.Role == CallRole.Member).ToList();
        if (members.Count == 0)
        {
            return null;
        }

        var answered = members.Count(call => call.State == CallState.Completed);
        var text = string.Create(CultureInfo.InvariantCulture, $"{answered} of {members.Count} asked members answered.");
        return text + string.Concat(source.Subtasks.Select(row => row.Verdict).OfType<VerdictReport>().Select(Dissent));
    }

    private static string Dissent(VerdictReport verdict)
    {
        var votes = verdict.Groups.Sum(group => group.Models.Count);
        var minority = verdict.Groups.Skip(1).Where(group => group.Models.Count > votes * NamedDissent).ToList();
        return minority.Count == 0 ? "" : " " + string.Join("; ", minority.Select(Describe)) + ".";
    }

    private static string Describe(VoteGroup group) =>
        group.Abstained ? $"{string.Join(", ", group.Models)} did not know" : $"{string.Join(", ", group.Models)} answered \"{Short(group.Answer)}\"";

    private static string Short(string answer) => answer.Length <= 80 ? answer : answer[..80] + "…";
}
