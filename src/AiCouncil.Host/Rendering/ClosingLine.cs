using System.Globalization;
using AiCouncil.Requests;

namespace AiCouncil.Host.Rendering;

/// <summary>The last line on stderr: who was asked, what it cost, how long it took.</summary>
internal static class ClosingLine
{
    public static string Of(FinalResponse response)
    {
        var parts = new List<string>
        {
            Members(response.Members),
            EventLines.Money(response.Cost.TotalUsd),
            string.Create(CultureInfo.InvariantCulture, $"{response.Timing.TotalMs / 1000.0:0.0} s"),
        };
        if (response.OverallConfidence is { } confidence)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"confidence {confidence:0.00} ({response.ConfidenceKind})"));
        }

        parts.AddRange(response.Degraded ? ["degraded"] : []);
        parts.AddRange(response.Simulated ? ["simulated"] : []);
        parts.Add(response.Id.ToString());
        return string.Join(" · ", parts);
    }

    /// <summary>"3 asked, 2 answered, 2 agreed"; an answer that came late is an answer. Where nothing was compared nobody agreed.</summary>
    private static string Members(IReadOnlyList<MemberReport> members)
    {
        var answered = members.Count(it => it.State is "completed" or "late");
        var agreed = members.Count(it => it.Agrees == true);
        return $"{members.Count} asked, {answered} answered{(members.Any(it => it.Agrees is not null) ? $", {agreed} agreed" : "")}";
    }
}
