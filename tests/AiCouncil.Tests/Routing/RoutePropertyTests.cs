using AiCouncil.Models;
using AiCouncil.Requests;
using CsCheck;
using Xunit;
using static AiCouncil.Routing.SomeModels;

namespace AiCouncil.Routing;

public sealed class RoutePropertyTests
{
    private static readonly Gen<ModelInfo> AnyModel =
        from vendor in Gen.Int[0, 4]
        from family in Gen.Int[0, 2]
        from quality in Gen.Int[0, 20]
        from price in Gen.Int[-3, 10]
        from window in Gen.Int[0, 5]
        from tasks in Gen.Enum<TaskType>().Array[0, 2]
        select Model("", $"v{vendor}", quality / 20.0, price < 0 ? null : price, $"v{vendor}f{family}") with
        {
            ContextWindow = window == 0 ? 1_000 : 128_000, Tasks = tasks,
        };

    private static readonly Gen<RoutingQuestion> Any =
        from models in AnyModel.Array[0, 12]
        from mode in Gen.Enum<ExecutionMode>()
        from task in Gen.Enum<TaskType>()
        from answer in Gen.Enum<AnswerType>()
        from input in Gen.Int[0, 2_000]
        from isExplicit in Gen.Bool
        select new RoutingQuestion(
            mode, task, answer, RiskLevel.Low, input, [.. models.Select((model, i) => model with { Name = $"m{i}" })], isExplicit);

    private readonly CouncilRouter _router = new();

    [Fact]
    public void No_model_is_asked_twice_and_only_those_offered_that_fit() => Check((question, route) =>
    {
        var everyone = Everyone(route);
        Assert.Equal(everyone.Count, everyone.Distinct().Count());
        Assert.Subset(Fitting(question).Select(model => model.Name).ToHashSet(), everyone.ToHashSet());
    });

    [Fact]
    public void A_route_exists_whenever_a_model_fits() => Check((question, route) =>
    {
        Assert.Equal(Fitting(question).Count > 0, route.Waves.Count > 0);
        Assert.All(route.Waves, wave => Assert.NotEmpty(wave));
        Assert.InRange(route.Quorum, Math.Min(1, Members(route).Count), Members(route).Count);
        Assert.InRange(route.AgreeToStop, 0, Members(route).Count);
    });

    [Fact]
    public void Waves_keep_the_limits_of_their_mode() => Check((question, route) =>
    {
        var (most, widest) = question.Mode switch
        {
            ExecutionMode.Direct or ExecutionMode.Fast => (1, 1),
            ExecutionMode.Balanced => (Compared(question) ? 4 : 1, 2),
            _ => (Compared(question) ? 5 : 3, 3),
        };
        Assert.All(route.Waves, wave => Assert.InRange(wave.Count, 1, widest));
        Assert.True(question.ModelsAreExplicit || Members(route).Count <= most);
    });

    [Fact]
    public void Fewer_members_than_the_mode_wants_are_said() => Check((question, route) =>
    {
        var wanted = question.Mode switch
        {
            ExecutionMode.Balanced when Compared(question) => question.ModelsAreExplicit ? 2 : 4,
            ExecutionMode.BestQuality => Compared(question) && !question.ModelsAreExplicit ? 5 : 3,
            _ => 1,
        };
        Assert.True(Members(route).Count >= wanted || route.Notes.Count > 0);
        Assert.Equal(question.Models.Count(model => !Fits(question, model)), route.Notes.Count(note => note.Contains("left out", StringComparison.Ordinal)));
    });

    [Fact]
    public void An_explicit_list_that_is_compared_is_asked_whole() => Check((question, route) =>
    {
        if (question.ModelsAreExplicit && Compared(question) && (question.Mode is ExecutionMode.Balanced or ExecutionMode.BestQuality))
        {
            Assert.Equal(Fitting(question).Select(model => model.Name).Order(), Members(route).Order());
        }
    });

    [Fact]
    public void One_more_model_never_takes_a_route_away() => Gen.Select(Any, AnyModel).Sample(
        (question, model) =>
        {
            var more = question with { Models = [.. question.Models, model with { Name = "more" }] };
            return _router.Route(question).Waves.Count == 0 || _router.Route(more).Waves.Count > 0;
        },
        iter: 3_000, threads: 1);

    [Fact]
    public void The_order_in_which_models_are_configured_does_not_matter() => Gen.Select(Any, Gen.Int[0, 1_000]).Sample(
        (question, turn) =>
        {
            var turned = question.Models.Skip(turn % Math.Max(1, question.Models.Count)).Concat(question.Models.Take(turn % Math.Max(1, question.Models.Count)));
            var (left, right) = (_router.Route(question), _router.Route(question with { Models = [.. turned] }));
            return question.Mode == ExecutionMode.Direct || (Shape(left) == Shape(right) && left.Reserves.SequenceEqual(right.Reserves));
        },
        iter: 3_000, threads: 1);

    [Fact]
    public void Among_equals_best_quality_seats_as_many_vendors_as_it_can_and_no_family_twice() => Any.Sample(
        question =>
        {
            var models = question.Models.Select(model => model with { Tasks = [], ContextWindow = 128_000, Quality = 0.7 + (model.Quality / 5) }).ToList();
            var route = _router.Route(Question(ExecutionMode.BestQuality, models));
            var members = models.Where(model => Members(route).Contains(model.Name)).ToList();
            var vendors = models.Select(model => model.Vendor).Distinct().Count();
            var families = members.Select(member => member.Family).Distinct().Count();
            return members.Select(member => member.Vendor).Distinct().Count() >= Math.Min(3, vendors)
                && (families == members.Count || members.Count <= 3);
        },
        iter: 3_000, threads: 1);

    private void Check(Action<RoutingQuestion, Route> check) => Any.Sample(question => check(question, _router.Route(question)), iter: 3_000, threads: 1);

    private static bool Compared(RoutingQuestion question) => question.AnswerType is not (AnswerType.Prose or AnswerType.Document);

    private static bool Fits(RoutingQuestion question, ModelInfo model) => model.ContextWindow >= question.InputTokens + 1_024;

    private static List<ModelInfo> Fitting(RoutingQuestion question) => [.. question.Models.Where(model => Fits(question, model))];
}
