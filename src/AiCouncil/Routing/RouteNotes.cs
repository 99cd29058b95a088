using AiCouncil.Requests;

namespace AiCouncil.Routing;

/// <summary>Says what the mode wanted and could not have. An explicit list is what the caller wanted, so only a missing quorum counts.</summary>
internal static class RouteNotes
{
    public static IEnumerable<string> Of(RoutingQuestion question, Panel panel, Route route)
    {
        if (panel.Strong.Count == 1)
        {
            yield return $"Only one model is available: {panel.Strong[0].Name} is asked alone, with no second opinion and no fallback.";
            yield break;
        }

        var members = route.Waves.SelectMany(wave => wave).ToList();
        var wanted = Wanted(question);
        if (members.Count < wanted)
        {
            yield return $"{Word(question.Mode)} wants {wanted} members; {members.Count} can be asked.";
        }

        var models = panel.Strong.Where(model => members.Contains(model.Name)).ToList();
        var vendors = models.Select(model => model.Vendor).Distinct().ToList();
        if (models.Count > 1 && vendors.Count == 1)
        {
            yield return $"All members are of one vendor ({vendors[0]}): they err together, so their agreement says less.";
        }
        else if (question.Mode == ExecutionMode.BestQuality && vendors.Count < Seats.Vendors && !question.ModelsAreExplicit)
        {
            yield return $"best_quality wants {Seats.Vendors} vendors; the members are of {vendors.Count}.";
        }
    }

    private static int Wanted(RoutingQuestion question)
    {
        var compared = question.AnswerType is not (AnswerType.Prose or AnswerType.Document);
        return question.Mode switch
        {
            ExecutionMode.Balanced when compared => question.ModelsAreExplicit ? 2 : Seats.LadderLength,
            ExecutionMode.BestQuality when question.ModelsAreExplicit || !compared => Seats.WritingPeers,
            ExecutionMode.BestQuality => Seats.VotingPeers,
            _ => 1,
        };
    }

    private static string Word(ExecutionMode mode) => mode == ExecutionMode.Balanced ? "balanced" : "best_quality";
}
