using AiCouncil.Host.Composition;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

/// <summary>What is said before the first call is paid for: who is asked, who reads the prompt, what it may cost.</summary>
internal static class Announcement
{
    public const string Simulated = "[simulated] simulated models answer, no vendor sees a prompt. For real ones set OPENAI_API_KEY (or another vendor's), "
        + "or Council:Models in council.json (council config init).";

    public static async Task SayAsync(Invocation run, ICouncilSession session, CouncilRequest request, CancellationToken ct)
    {
        var models = await session.ModelsAsync(probe: false, ct);
        var estimate = session.Records.Estimate(request);
        Say(run, session.Notices.Concat(Lines(models, estimate.Models, EstimateCommand.Expected(estimate), estimate.CallsLow < estimate.Models.Count)));
    }

    /// <summary>Before an old request is replayed or taken up: its models are known, its words may be gone from the command line.</summary>
    /// <param name="reuses">Answers that are there are taken again and cost nothing.</param>
    public static async Task SayAgainAsync(Invocation run, ICouncilSession session, RequestId id, bool reuses, CancellationToken ct)
    {
        if (await session.Records.ShowAsync(id, ct) is { Calls.Count: > 0 } details)
        {
            var names = details.Calls.Select(it => it.Model).Distinct(StringComparer.Ordinal).ToList();
            var expected = details.Response.Cost.Estimated is { } range ? $"expected {EstimateCommand.Cost(range)}" : "its cost was not estimated";
            var less = reuses ? ", less what is reused" : "";
            Say(run, session.Notices.Concat(Lines(await session.ModelsAsync(probe: false, ct), names, expected + less)));
        }
    }

    /// <param name="some">Not all of them need be asked.</param>
    internal static IEnumerable<string> Lines(IReadOnlyList<ModelLine> models, IReadOnlyList<string> names, string expected, bool some = false)
    {
        var asked = models.Where(it => names.Contains(it.Name, StringComparer.Ordinal)).ToList();
        if (asked.Count > 0 && asked.TrueForAll(it => it.Simulated))
        {
            yield return Simulated;
        }

        var vendors = asked.Where(it => !it.Simulated).Select(Reader).Distinct(StringComparer.Ordinal).ToList();
        var sent = vendors.Count == 0 ? "" : $"; the prompt goes to {string.Join(", ", vendors)}";
        yield return $"{(some ? "may ask" : "asking")} {string.Join(", ", names)}{sent}; {expected}";
    }

    /// <summary>Who made a model need not be who runs it.</summary>
    private static string Reader(ModelLine model) =>
        model.Hosts is { Count: > 0 } hosts ? $"{model.Vendor} at {string.Join(" and ", hosts)}" : model.Vendor;

    private static void Say(Invocation run, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            run.Terminal.Say(line);
        }
    }
}
