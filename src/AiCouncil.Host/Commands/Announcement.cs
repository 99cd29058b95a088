using AiCouncil.Host.Composition;
using AiCouncil.Host.Rendering;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

/// <summary>What is said before the first call is paid for: who is asked, who reads the prompt, what it may cost.</summary>
internal static class Announcement
{
    public static async Task SayAsync(Invocation run, ICouncilSession session, CouncilRequest request, CancellationToken ct)
    {
        var models = await session.ModelsAsync(probe: false, ct);
        var estimate = session.Records.Estimate(request);
        foreach (var line in session.Notices.Concat(Lines(models, estimate)))
        {
            run.Terminal.Say(line);
        }
    }

    internal static IEnumerable<string> Lines(IReadOnlyList<ModelLine> models, RequestEstimate estimate)
    {
        var asked = models.Where(it => estimate.Models.Contains(it.Name, StringComparer.Ordinal)).ToList();
        if (asked.Count > 0 && asked.TrueForAll(it => it.Simulated))
        {
            yield return "[simulated] simulated models answer, nothing leaves this machine. For real ones set OPENAI_API_KEY (or another vendor's), "
                + "or Council:Models in council.json (council config init).";
        }

        var vendors = asked.Where(it => !it.Simulated).Select(it => it.Vendor).Distinct(StringComparer.Ordinal).ToList();
        var sent = vendors.Count == 0 ? "" : $"; the prompt goes to {string.Join(", ", vendors)}";
        yield return $"asking {string.Join(", ", estimate.Models)}{sent}; {EstimateCommand.Expected(estimate)}";
        foreach (var note in estimate.Notes)
        {
            yield return note;
        }
    }
}
