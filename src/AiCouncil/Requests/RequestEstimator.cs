using AiCouncil.Models;
using AiCouncil.Orchestration;
using AiCouncil.Routing;

namespace AiCouncil.Requests;

/// <summary>
/// What a request would cost before it is asked. The low end is the first wave with short answers; the high end is every wave,
/// the plan and the synthesis at their token limits, which is also what Advance holds against the cost limit.
/// </summary>
internal sealed class RequestEstimator(
    RequestAcceptor acceptor, ThinkingRooms rooms, IModelCatalogue catalogue, AdvanceSettings settings, CouncilOptions options)
{
    /// <summary>A short answer, as a share of the expected one.</summary>
    private const int ShortShare = 8;

    /// <summary>Tokens a second that a hosted model writes, slow and fast.</summary>
    private const double SlowTokensPerSecond = 30;

    private const double FastTokensPerSecond = 150;

    public RequestEstimate Estimate(CouncilRequest request)
    {
        var mode = request.Mode ?? options.Defaults.Mode;
        var analysis = acceptor.Analyze(request);
        var named = request.Models.Count > 0 ? request.Models
            : mode is ExecutionMode.Balanced or ExecutionMode.BestQuality ? settings.Panel : [];
        var userLimit = request.MaxCost is not null || options.Defaults.MaxCost is not null;
        var models = catalogue.Models.Where(model => (named.Count == 0 || named.Contains(model.Name)) && !(userLimit && model.Price is null)).ToList();
        var route = rooms.Router.Route(new RoutingQuestion(
            mode, analysis.TaskType, analysis.AnswerType, analysis.Risk, analysis.InputTokens, models, request.Models.Count > 0));
        var first = Part(route.Waves.Take(1).SelectMany(wave => wave), CallRole.Member, analysis, request);
        var all = Part(route.Waves.SelectMany(wave => wave), CallRole.Member, analysis, request);
        var planned = analysis is { MultiPart: true, Complexity: >= ComplexityLevel.Moderate } && mode is ExecutionMode.Balanced or ExecutionMode.BestQuality;
        var extra = planned ? Part(Named(rooms.Router.Planner(models), rooms.Router.Synthesizer(models)), CallRole.Plan, analysis, request) : [];
        return new RequestEstimate(
            mode, [.. all.Select(part => part.Model)], first.Count, (all.Count * (planned ? Decomposition.Plan.MaxSubtasks : 1)) + extra.Count,
            new CostRange(Sum(first, part => part.Low), Times(Sum([.. all, .. extra], part => part.High), planned ? Decomposition.Plan.MaxSubtasks : 1)),
            Milliseconds(first.Select(part => part.Expected / ShortShare), FastTokensPerSecond),
            Milliseconds(all.Concat(extra).Select(part => part.Expected), SlowTokensPerSecond) * Math.Max(1, route.Waves.Count),
            route.Notes);
    }

    private List<EstimatedCall> Part(IEnumerable<string> models, CallRole role, Analysis.RequestAnalysis analysis, CouncilRequest request) =>
        [.. models.Select(name => catalogue.Find(name)!).Select(model =>
        {
            var (expected, max) = rooms.Sizes.OutputTokens(role, analysis.AnswerType, request.Generation, model);
            var input = rooms.Sizes.InputTokens(request.Messages);
            return new EstimatedCall(
                model.Name, expected, model.Price?.CostOf(analysis.InputTokens, Math.Max(1, expected / ShortShare / 4)),
                model.Price?.CostOf((input * 2) + 500, max));
        })];

    private static IEnumerable<string> Named(params string?[] names) => names.OfType<string>();

    private static Usd? Sum(List<EstimatedCall> calls, Func<EstimatedCall, Usd?> cost) =>
        calls.Aggregate((Usd?)Usd.Zero, (sum, call) => sum is { } known && cost(call) is { } more ? known + more : null);

    private static Usd? Times(Usd? cost, int factor) => cost is { } known ? new Usd(known.Nano * factor) : null;

    private static long Milliseconds(IEnumerable<int> tokens, double perSecond) => (long)(tokens.DefaultIfEmpty(0).Max() / perSecond * 1000);

    private sealed record EstimatedCall(string Model, int Expected, Usd? Low, Usd? High);
}
