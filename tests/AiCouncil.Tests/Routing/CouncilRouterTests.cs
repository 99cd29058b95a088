using AiCouncil.Models;
using AiCouncil.Requests;
using Xunit;
using static AiCouncil.Routing.SomeModels;

namespace AiCouncil.Routing;

public sealed class CouncilRouterTests
{
    private readonly CouncilRouter _router = new();

    [Fact]
    public void Direct_asks_the_named_model_alone()
    {
        var route = Ask(ExecutionMode.Direct, [Market[3]]);
        Assert.Equal("claude-big", Shape(route));
        Assert.Equal((1, 1), (route.Quorum, route.AgreeToStop));
        Assert.Empty(route.Reserves);
        Assert.Empty(route.Notes);
    }

    [Fact]
    public void Fast_asks_one_cheap_model_and_keeps_one_of_another_vendor()
    {
        var route = Ask(ExecutionMode.Fast, Market);
        Assert.Equal("gem-small", Shape(route));
        Assert.Equal(["gpt-small"], route.Reserves);
        Assert.Equal((1, 1), (route.Quorum, route.AgreeToStop));
        Assert.Empty(route.Notes);
    }

    [Fact]
    public void Fast_does_not_take_the_cheapest_when_it_is_no_match_for_the_others() =>
        Assert.Equal("gem-small", Shape(Ask(ExecutionMode.Fast, [.. Market, Model("toy", "toys", 0.2, 0.001m)])));

    [Fact]
    public void Balanced_climbs_from_two_cheap_vendors_to_two_strong_ones()
    {
        var route = Ask(ExecutionMode.Balanced, Market);
        Assert.Equal("gem-small,gpt-small | claude-big | mistral-big", Shape(route));
        Assert.Equal((2, 2), (route.Quorum, route.AgreeToStop));
        Assert.Equal(["gpt-big", "gem-big", "claude-small"], route.Reserves);
        Assert.Empty(route.Notes);
    }

    [Theory]
    [InlineData(AnswerType.Prose)]
    [InlineData(AnswerType.Document)]
    public void Balanced_prose_is_one_call_to_the_cheapest_of_the_best(AnswerType type)
    {
        var route = Ask(ExecutionMode.Balanced, Market, type);
        Assert.Equal("gpt-big", Shape(route)); // 0.02 below claude-big, at half its price
        Assert.Equal(["claude-big"], route.Reserves);
        Assert.Equal((1, 1), (route.Quorum, route.AgreeToStop));
        Assert.Empty(route.Notes);
    }

    [Fact]
    public void Best_quality_seats_peers_of_different_families_and_vendors()
    {
        var route = Ask(ExecutionMode.BestQuality, [.. Market, Model("qwen", "alibaba", 0.75, 0.4m)]);
        Assert.Equal("claude-big,gpt-big,gem-big | mistral-big,qwen", Shape(route));
        Assert.Equal((3, 0), (route.Quorum, route.AgreeToStop));
        Assert.Equal(["claude-small", "gpt-small", "gem-small"], route.Reserves);
        Assert.Empty(route.Notes);
    }

    [Fact]
    public void Best_quality_does_not_fill_the_vote_with_a_second_of_a_family()
    {
        var route = Ask(ExecutionMode.BestQuality, Market);
        Assert.Equal("claude-big,gpt-big,gem-big | mistral-big", Shape(route));
        Assert.Equal(["best_quality wants 5 members; 4 can be asked."], route.Notes);
    }

    [Fact]
    public void Best_quality_does_not_fill_the_vote_with_a_model_that_is_no_peer() => Assert.Equal(
        "claude-big,gpt-big,gem-big | mistral-big", Shape(Ask(ExecutionMode.BestQuality, [.. Market, Model("toy", "toys", 0.3, 0.001m)])));

    [Fact]
    public void Best_quality_prose_asks_three_in_one_wave()
    {
        var route = Ask(ExecutionMode.BestQuality, Market, AnswerType.Prose);
        Assert.Equal("claude-big,gpt-big,gem-big", Shape(route));
        Assert.Equal(3, route.Quorum);
        Assert.Empty(route.Notes);
    }

    [Theory]
    [InlineData(ExecutionMode.Fast)]
    [InlineData(ExecutionMode.Balanced)]
    [InlineData(ExecutionMode.BestQuality)]
    public void One_model_is_one_call_in_every_mode_and_said(ExecutionMode mode)
    {
        var route = Ask(mode, [Market[0]]);
        Assert.Equal("gpt-small", Shape(route));
        Assert.Equal(1, route.Quorum);
        Assert.Empty(route.Reserves);
        Assert.Contains("Only one model", Assert.Single(route.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExecutionMode.Balanced)]
    [InlineData(ExecutionMode.BestQuality)]
    public void Of_one_vendor_three_may_vote_and_their_agreement_is_said_to_be_worth_less(ExecutionMode mode)
    {
        ModelInfo[] models = [.. Enumerable.Range(0, 6).Select(i => Model($"m{i}", "solo", 0.7 + (i / 50.0), 1 + i, $"family{i}"))];
        var route = Ask(mode, models);
        Assert.Equal(3, Members(route).Count);
        Assert.Contains(route.Notes, note => note.Contains("one vendor (solo)", StringComparison.Ordinal));
        Assert.Contains(route.Notes, note => note.Contains("3 can be asked", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ExecutionMode.Balanced, "gem-small,gpt-small | claude-big | gpt-big")]
    [InlineData(ExecutionMode.BestQuality, "claude-big,gpt-big,gem-small | gpt-small")]
    public void An_explicit_list_is_asked_whole_and_nobody_else(ExecutionMode mode, string shape)
    {
        var route = _router.Route(Question(mode, [Market[0], Market[1], Market[3], Market[4]]) with { ModelsAreExplicit = true });
        Assert.Equal(shape, Shape(route));
        Assert.Empty(route.Reserves);
        Assert.Empty(route.Notes);
    }

    [Fact]
    public void An_explicit_list_of_seven_is_asked_in_waves_of_three_and_twos()
    {
        var route = _router.Route(Question(ExecutionMode.BestQuality, Market) with { ModelsAreExplicit = true });
        Assert.Equal([3, 2, 2], route.Waves.Select(wave => wave.Count));
    }

    [Theory]
    [InlineData(ExecutionMode.Direct)]
    [InlineData(ExecutionMode.Fast)]
    [InlineData(ExecutionMode.Balanced)]
    [InlineData(ExecutionMode.BestQuality)]
    public void A_model_that_cannot_hold_the_input_and_an_answer_is_left_out_and_named(ExecutionMode mode)
    {
        var small = Model("narrow", "tiny", 0.99, 0.01m) with { ContextWindow = 8_000 };
        var question = Question(mode, [small, .. Market]) with { InputTokens = 6_977 };
        var route = _router.Route(question);
        Assert.DoesNotContain("narrow", Everyone(route));
        Assert.Contains(route.Notes, note => note.StartsWith("narrow was left out", StringComparison.Ordinal) && note.Contains("8001", StringComparison.Ordinal));
        Assert.Contains("narrow", Everyone(_router.Route(question with { InputTokens = 6_976 })));
    }

    [Fact]
    public void Without_any_model_the_route_is_empty_and_says_so()
    {
        var route = Ask(ExecutionMode.Balanced, []);
        Assert.Empty(route.Waves);
        Assert.Equal(["No model is left to ask."], route.Notes);
        Assert.Null(_router.Planner([]));
        Assert.Null(_router.Synthesizer([]));
    }

    [Fact]
    public void A_model_without_the_skill_comes_last()
    {
        var coder = Model("coder", "code", 0.95, 0.001m) with { Tasks = [TaskType.CodeGeneration] };
        Assert.DoesNotContain("coder", Members(Ask(ExecutionMode.Balanced, [coder, .. Market])));
        Assert.Equal("coder", Ask(ExecutionMode.BestQuality, [coder, .. Market]).Reserves[^1]);
        Assert.Equal("gpt-small", Shape(Ask(ExecutionMode.Fast, [coder, Market[0]])));
    }

    [Fact]
    public void Only_a_declared_painter_paints()
    {
        var painter = Model("painter", "paint", 0.5, 9m) with { Tasks = [TaskType.ImageGeneration] };
        var route = _router.Route(Question(ExecutionMode.Fast, [.. Market, painter]) with { TaskType = TaskType.ImageGeneration });
        Assert.Equal("painter", Shape(route));
    }

    [Fact]
    public void A_model_without_a_price_sorts_as_its_quality_suggests()
    {
        var unknown = Model("local", "home", 0.71, null);
        var route = Ask(ExecutionMode.Balanced, [.. Market, unknown]);
        Assert.Equal("local,gem-small", string.Join(',', route.Waves[0])); // priced as gem-small, its nearest in quality, and a little better
    }

    [Fact]
    public void Without_prices_the_weaker_of_the_capable_is_the_cheap_one()
    {
        ModelInfo[] models = [Model("big", "a", 0.9, null), Model("small", "b", 0.7, null)];
        Assert.Equal("small", Shape(Ask(ExecutionMode.Fast, models)));
    }

    [Fact]
    public void Planner_and_synthesiser_are_the_cheapest_of_the_best()
    {
        Assert.Equal("gpt-big", _router.Planner(Market));
        Assert.Equal("gpt-big", _router.Synthesizer(Market));
        Assert.Equal("claude-big", _router.Planner([.. Market.Where(model => model.Vendor != "openai")]));
    }

    private Route Ask(ExecutionMode mode, IReadOnlyList<ModelInfo> models, AnswerType type = AnswerType.Number) =>
        _router.Route(Question(mode, models) with { AnswerType = type });
}
