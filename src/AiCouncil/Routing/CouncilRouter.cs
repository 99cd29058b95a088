using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Routing;

/// <summary>
/// Chooses members by what was measured on recorded answers: voting helps among peers of different vendors, a ladder of two cheap
/// models and then strong ones buys nearly the same for a fraction, and where answers cannot be compared the best prior stands.
/// </summary>
internal sealed class CouncilRouter : ICouncilRouter
{
    /// <summary>Tokens kept free for the answer when a model's context window is checked.</summary>
    private const int AnswerTokens = 1_024;

    private const int TypicalInputTokens = 1_000;

    public Route Route(RoutingQuestion question)
    {
        var notes = new List<string>();
        var fitting = Fitting(question, notes);
        if (fitting.Count == 0)
        {
            notes.Add("No model is left to ask.");
            return new Route([], [], 0, 0, notes);
        }

        if (question.Mode == ExecutionMode.Direct)
        {
            return new Route([[fitting[0].Name]], [], 1, 1, notes);
        }

        var panel = new Panel(fitting, question.TaskType, question.InputTokens);
        var route = Seat(question, panel);
        return route with { Notes = [.. notes, .. RouteNotes.Of(question, panel, route)] };
    }

    public string? Planner(IReadOnlyList<ModelInfo> models) => Affordable(models, TaskType.Reasoning);

    public string? Synthesizer(IReadOnlyList<ModelInfo> models) => Affordable(models, TaskType.CreativeOutput);

    private static Route Seat(RoutingQuestion question, Panel panel)
    {
        var compared = question.AnswerType is not (AnswerType.Prose or AnswerType.Document);
        return question.Mode switch
        {
            ExecutionMode.Fast => Seats.One(panel, panel.Cheap[0], panel.Cheap),
            ExecutionMode.Balanced when compared => Seats.Ladder(panel, question.ModelsAreExplicit),
            ExecutionMode.Balanced => Seats.One(panel, panel.Affordable, panel.Strong),
            _ => Seats.Peers(panel, question.ModelsAreExplicit, compared),
        };
    }

    private static List<ModelInfo> Fitting(RoutingQuestion question, List<string> notes)
    {
        var needed = (long)question.InputTokens + AnswerTokens;
        var models = question.Models.DistinctBy(model => model.Name, StringComparer.Ordinal).ToList();
        foreach (var model in models.Where(model => model.ContextWindow < needed))
        {
            notes.Add($"{model.Name} was left out: its context window of {model.ContextWindow} tokens cannot hold {needed} (input and answer).");
        }

        return [.. models.Where(model => model.ContextWindow >= needed)];
    }

    private static string? Affordable(IReadOnlyList<ModelInfo> models, TaskType task) =>
        models.Count == 0 ? null : new Panel(models, task, TypicalInputTokens).Affordable.Name;
}
