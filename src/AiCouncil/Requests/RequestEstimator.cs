using AiCouncil.Analysis;
using AiCouncil.Decomposition;
using AiCouncil.Models;
using AiCouncil.Orchestration;
using AiCouncil.Routing;
using AiCouncil.Synthesis;

namespace AiCouncil.Requests;

/// <summary>
/// What a request would cost before it is asked. The low end is what it costs when the first wave decides with short answers, the
/// high end when every wave, the plan and the synthesis are needed and write much. It is an expectation, not a bound: what bounds
/// the cost is the cost limit, which Advance holds against each call's token limit.
/// </summary>
internal sealed class RequestEstimator(
    IRequestAnalyzer analyzer, RequestValidator validator, ThinkingRooms rooms, IModelCatalogue catalogue, AdvanceSettings settings, CouncilOptions options)
{
    /// <summary>
    /// A short and a long answer, as shares of the expected one. Of the recorded councils of RecordedEvaluationTests 95 of 100 mean answers lie
    /// above a fifth, 98 of 100 below one and a half.
    /// </summary>
    private const double Short = 0.2;

    private const double Long = 1.5;

    /// <summary>Tokens of quoted results and rules around a subtask's part of the request.</summary>
    private const int QuotedTokens = 500;

    /// <summary>Tokens a second that a hosted model writes, slow and fast.</summary>
    private const double SlowTokensPerSecond = 30;

    private const double FastTokensPerSecond = 150;

    /// <exception cref="InvalidRequestException">A rule is broken: what would be refused has no estimate.</exception>
    public RequestEstimate Estimate(CouncilRequest request)
    {
        validator.Check(request, request.Mode ?? options.Defaults.Mode);
        return Estimate(request, analyzer.Analyze(request));
    }

    /// <summary>Of a request that was checked and analysed.</summary>
    public RequestEstimate Estimate(CouncilRequest request, RequestAnalysis read)
    {
        var asked = Ask(request, read);
        var (analysis, waves) = (asked.Analysis, asked.Route.Waves);
        var input = InputTokens(asked);
        var first = Calls(waves.Take(1), CallRole.Member, asked, input);
        var all = Calls(waves, CallRole.Member, asked, input);
        var plan = asked.Planned ? Calls([Named(rooms.Router.Planner(asked.Models))], CallRole.Plan, asked, input) : [];
        var edit = asked.Planned || Edits(asked) ? Calls([Named(rooms.Router.Synthesizer(asked.Models))], CallRole.Synthesis, asked, input * 2) : [];
        var parts = asked.Planned ? Plan.MaxSubtasks : 1;
        List<EstimatedCall> low = [.. plan, .. first, .. edit];
        List<EstimatedCall> high = [.. plan, .. Enumerable.Repeat(all, parts).SelectMany(it => it), .. edit];
        return new RequestEstimate(
            asked.Mode, [.. all.Select(call => call.Model)], low.Count, high.Count,
            new CostRange(Sum(low, call => call.Low), Sum(high, call => call.High)),
            Milliseconds([plan, first, edit], Short, FastTokensPerSecond),
            Milliseconds([plan, .. Enumerable.Repeat(all, Math.Max(1, waves.Count)), edit], 1, SlowTokensPerSecond), asked.Route.Notes);
    }

    private Asked Ask(CouncilRequest request, RequestAnalysis analysis)
    {
        var mode = request.Mode ?? options.Defaults.Mode;
        var council = mode is ExecutionMode.Balanced or ExecutionMode.BestQuality;
        var named = request.Models.Count > 0 ? request.Models : council ? settings.Panel : [];
        var userLimit = request.MaxCost is not null || options.Defaults.MaxCost is not null;
        var models = catalogue.Models.Where(model => (named.Count == 0 || named.Contains(model.Name)) && !(userLimit && model.Price is null)).ToList();
        var route = rooms.Router.Route(new RoutingQuestion(
            mode, analysis.TaskType, analysis.AnswerType, analysis.Risk, analysis.InputTokens, models, request.Models.Count > 0));
        var planned = council && analysis is { MultiPart: true, Complexity: >= ComplexityLevel.Moderate };
        return new Asked(request, mode, analysis, models, route, planned);
    }

    /// <summary>Several members' prose is edited into one; what is voted on is not.</summary>
    private bool Edits(Asked asked) =>
        asked.Mode == ExecutionMode.BestQuality && !rooms.Arbiter.Votes(asked.Analysis.AnswerType) && asked.Route.Waves.Sum(wave => wave.Count) > 1;

    /// <summary>Of one member's prompt: the very words where the request is one task, the request and what is quoted around it otherwise.</summary>
    private int InputTokens(Asked asked)
    {
        var single = rooms.Plans.Single(asked.Analysis).Subtasks[0];
        var contract = rooms.Arbiter.Votes(asked.Analysis.AnswerType) && asked.Route.Waves.Sum(wave => wave.Count) > 1;
        var prompt = rooms.Synthesizer.MemberPrompt(new MemberTask(asked.Request.Messages, single, asked.Analysis.Choices, [], contract));
        return rooms.Sizes.InputTokens(prompt) + (asked.Planned ? QuotedTokens : 0);
    }

    private List<EstimatedCall> Calls(IEnumerable<IEnumerable<string>> waves, CallRole role, Asked asked, int input) =>
        [.. waves.SelectMany(wave => wave).Select(name => catalogue.Find(name)!).Select(model =>
        {
            var (expected, max) = rooms.Sizes.OutputTokens(role, asked.Analysis.AnswerType, asked.Request.Generation, model);
            return new EstimatedCall(
                model.Name, expected, model.Price?.CostOf(input, Math.Max(1, (int)(expected * Short))),
                model.Price?.CostOf(input, Math.Min(max, (int)(expected * Long))));
        })];

    private static IEnumerable<string> Named(string? name) => name is null ? [] : [name];

    private static Usd? Sum(List<EstimatedCall> calls, Func<EstimatedCall, Usd?> cost) =>
        calls.Aggregate((Usd?)Usd.Zero, (sum, call) => sum is { } known && cost(call) is { } more ? known + more : null);

    /// <summary>Stages follow one another; of one stage the longest text counts.</summary>
    private static long Milliseconds(IEnumerable<List<EstimatedCall>> stages, double share, double perSecond) =>
        (long)(stages.Sum(stage => stage.Select(call => call.Expected).DefaultIfEmpty(0).Max()) * share / perSecond * 1000);

    private sealed record EstimatedCall(string Model, int Expected, Usd? Low, Usd? High);

    private sealed record Asked(
        CouncilRequest Request, ExecutionMode Mode, RequestAnalysis Analysis, IReadOnlyList<ModelInfo> Models, Route Route, bool Planned);
}
