using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Routing;

/// <summary>The models that may be asked, in the two orders that matter. Never empty; ties are settled by name.</summary>
internal sealed class Panel
{
    /// <summary>Below this share of the best quality a model is no peer: its votes and its cheap answers cost more than they save.</summary>
    private const double CapableShare = 0.6;

    /// <summary>Two models this close in quality are taken as equal, and the cheaper one is chosen.</summary>
    private const double NearBest = 0.05;

    private const int TypicalOutputTokens = 500;
    private readonly Dictionary<string, Rank> _ranks;

    public Panel(IReadOnlyList<ModelInfo> models, TaskType task, int inputTokens)
    {
        var best = models.Where(model => Skilled(model, task)).Select(model => model.Quality).DefaultIfEmpty(0).Max();
        var prices = Prices(models, inputTokens);
        _ranks = models.ToDictionary(
            model => model.Name, model => new Rank(Tier(model, task, best), prices[model.Name]), StringComparer.Ordinal);
        Strong = [.. models.OrderBy(Tier).ThenByDescending(model => model.Quality).ThenBy(Cost).ThenBy(Name, StringComparer.Ordinal)];
        Cheap = [.. models.OrderBy(Tier).ThenBy(Cost).ThenByDescending(model => model.Quality).ThenBy(Name, StringComparer.Ordinal)];
        Affordable = Cheap.First(model => Tier(model) == Tier(Strong[0]) && model.Quality >= Strong[0].Quality - NearBest);
    }

    /// <summary>By quality, models without the skill last.</summary>
    public IReadOnlyList<ModelInfo> Strong { get; }

    /// <summary>By price, models without the skill or far below the best last.</summary>
    public IReadOnlyList<ModelInfo> Cheap { get; }

    /// <summary>The cheapest of those that are as good as the best.</summary>
    public ModelInfo Affordable { get; }

    /// <summary>Whether the model has the skill and is in the range of the best that has it.</summary>
    public bool IsPeer(ModelInfo model) => Tier(model) == 0;

    /// <summary>The models that are as good as the strongest of <paramref name="models"/>, which are in the order of <see cref="Strong"/>.</summary>
    public IEnumerable<ModelInfo> AsGoodAsFirst(IReadOnlyList<ModelInfo> models) =>
        models.Where(model => Tier(model) == Tier(models[0]) && model.Quality >= models[0].Quality - NearBest);

    private int Tier(ModelInfo model) => _ranks[model.Name].Tier;

    private decimal Cost(ModelInfo model) => _ranks[model.Name].Cost;

    private static string Name(ModelInfo model) => model.Name;

    private static bool Skilled(ModelInfo model, TaskType task) =>
        model.Tasks.Count == 0 ? task != TaskType.ImageGeneration : model.Tasks.Contains(task);

    private static int Tier(ModelInfo model, TaskType task, double best) =>
        !Skilled(model, task) ? 2 : model.Quality < best * CapableShare ? 1 : 0;

    /// <summary>What a typical call costs. A model without a price is taken to cost what its nearest in quality does.</summary>
    private static Dictionary<string, decimal> Prices(IReadOnlyList<ModelInfo> models, int inputTokens)
    {
        var known = models.Where(model => model.Price is not null)
            .ToDictionary(Name, model => model.Price!.Input * inputTokens + model.Price.Output * TypicalOutputTokens, StringComparer.Ordinal);
        var priced = models.Where(model => model.Price is not null).OrderBy(Name, StringComparer.Ordinal).ToList();
        return models.ToDictionary(
            Name,
            model => known.TryGetValue(model.Name, out var price) ? price
                : priced.Count > 0 ? known[priced.MinBy(other => Math.Abs(other.Quality - model.Quality))!.Name] : (decimal)model.Quality,
            StringComparer.Ordinal);
    }

    private readonly record struct Rank(int Tier, decimal Cost);
}
