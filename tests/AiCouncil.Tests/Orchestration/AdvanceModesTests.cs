using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Orchestration;

/// <summary>Whom each mode asks, in which order, and when it stops.</summary>
public sealed class AdvanceModesTests
{
    private const string FortyTwo = "17 + 25 = 42.\nFINAL ANSWER: 42";
    private const string FortyOne = "17 + 25 = 41.\nFINAL ANSWER: 41";
    private const string Unknown = "FINAL ANSWER: I don't know";

    [Fact]
    public void Direct_is_one_call_to_the_named_model_and_its_text_is_the_answer()
    {
        var bench = new RequestBench(ExecutionMode.Direct, change: spec => spec with { Models = ["strong-e"] });
        Assert.Equal("strong-e", bench.Asked);
        Assert.DoesNotContain(AnswerContract.Marker, bench.PromptOf(bench.Calls[0]), StringComparison.Ordinal);

        bench.Answer("strong-e", "It is 42.").Advance();

        Assert.Equal(RequestState.Completed, bench.Row.State);
        Assert.Equal("It is 42.", bench.Final.Content);
        Assert.Single(bench.Calls);
        Assert.False(bench.Final.Degraded);
        Assert.Null(bench.Final.OverallConfidence);
    }

    [Fact]
    public void A_refusal_is_what_the_asked_model_says_in_direct_mode()
    {
        var bench = new RequestBench(ExecutionMode.Direct, change: spec => spec with { Models = ["strong-e"] });
        bench.Answer("strong-e", "I will not.", "refusal").Advance();
        Assert.Equal(("I will not.", "refusal"), (bench.Final.Content, bench.Final.FinishReason));
    }

    [Fact]
    public void Direct_has_no_fallback()
    {
        var bench = new RequestBench(ExecutionMode.Direct, change: spec => spec with { Models = ["strong-e"] });
        bench.Fail("strong-e").Advance();
        Assert.Equal("strong-e", bench.Asked);
        Assert.Equal((RequestState.Failed, "no_usable_answer"), (bench.Row.State, bench.Final.Error!.Code));
    }

    [Fact]
    public void Fast_is_one_cheap_call()
    {
        var bench = new RequestBench(ExecutionMode.Fast);
        bench.Answer("cheap-a", "42").Advance();
        Assert.Equal("cheap-a", bench.Asked);
        Assert.Equal(RequestState.Completed, bench.Row.State);
        Assert.Empty(bench.Degraded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fast_asks_one_other_when_the_first_fails_or_refuses(bool fails)
    {
        var bench = new RequestBench(ExecutionMode.Fast);
        (fails ? bench.Fail("cheap-a") : bench.Answer("cheap-a", "I cannot help with that.", "refusal")).Advance();
        Assert.Equal("cheap-a cheap-b", bench.Asked);

        bench.Answer("cheap-b", "42").Advance();
        Assert.Equal((RequestState.Completed, "42"), (bench.Row.State, bench.Final.Content));
    }

    [Fact]
    public void Fast_fails_when_the_fallback_fails_too()
    {
        var bench = new RequestBench(ExecutionMode.Fast);
        bench.Fail("cheap-a").Advance();
        bench.Fail("cheap-b").Advance();
        Assert.Equal("cheap-a cheap-b", bench.Asked);
        Assert.Equal(RequestState.Failed, bench.Row.State);
    }

    [Fact]
    public void Balanced_asks_two_cheap_models_and_stops_when_they_agree_in_other_words()
    {
        var bench = new RequestBench(ExecutionMode.Balanced);
        Assert.Equal("cheap-a cheap-b", bench.Asked);

        bench.Answer("cheap-a", FortyTwo).Advance();
        Assert.Equal("cheap-b", bench.Open);
        bench.Answer("cheap-b", """{"reasoning": "seventeen and twenty-five", "answer": "42.0 apples"}""").Advance();

        Assert.Equal(RequestState.Completed, bench.Row.State);
        Assert.Equal("cheap-a cheap-b", bench.Asked);
        Assert.Equal(("agreement", 1.0, false), (bench.Final.StopReason, bench.Final.OverallConfidence, bench.Final.Degraded));
        Assert.All(bench.Final.Members, member => Assert.True(member.Agrees));
    }

    [Fact]
    public void Balanced_asks_a_strong_model_and_then_a_second_while_no_two_agree()
    {
        var bench = new RequestBench(ExecutionMode.Balanced);
        bench.Answer("cheap-a", FortyTwo).Answer("cheap-b", FortyOne).Advance();
        Assert.Equal("strong-d", bench.Open);
        bench.Answer("strong-d", "FINAL ANSWER: 43").Advance();
        Assert.Equal("strong-c", bench.Open);
        bench.Answer("strong-c", FortyOne).Advance();

        Assert.Equal("cheap-a cheap-b strong-d strong-c", bench.Asked);
        Assert.Equal(("agreement", 0.5), (bench.Final.StopReason, bench.Final.OverallConfidence));
        Assert.Contains("**41**", bench.Final.Content, StringComparison.Ordinal);
        Assert.Equal(["41", "43", "42"], bench.Final.Verdicts[0].Groups.Select(group => group.Answer));
    }

    [Fact]
    public void Balanced_never_asks_more_than_four_and_the_best_prior_stands_when_all_differ()
    {
        var bench = new RequestBench(ExecutionMode.Balanced);
        bench.Answer("cheap-a", "FINAL ANSWER: 1").Answer("cheap-b", "FINAL ANSWER: 2").Advance();
        bench.Answer("strong-d", "FINAL ANSWER: 3").Advance();
        bench.Answer("strong-c", "FINAL ANSWER: 4").Advance();

        Assert.Equal(4, bench.Calls.Count);
        Assert.Equal(("3", "plurality", 0.25), (bench.Final.Content, bench.Final.StopReason, bench.Final.OverallConfidence));
    }

    [Fact]
    public void Best_quality_asks_in_waves_and_cancels_what_is_in_flight_once_the_vote_is_decided()
    {
        var bench = new RequestBench(ExecutionMode.BestQuality);
        Assert.Equal("strong-d strong-c strong-e", bench.Asked);
        bench.Answer("strong-d", FortyTwo).Answer("strong-c", FortyOne).Answer("strong-e", FortyTwo).Advance();
        Assert.Equal("cheap-b cheap-a", bench.Open);

        bench.Claim("cheap-a", "cheap-b").Answer("cheap-a", FortyTwo).Advance();

        Assert.Equal(RequestState.Completed, bench.Row.State);
        Assert.Equal(CallState.Cancelled, bench.Of("cheap-b").State);
        Assert.Equal(("decided_vote", 0.75), (bench.Final.StopReason, bench.Final.OverallConfidence));
        Assert.Equal("cancelled", bench.Final.Members.Single(member => member.Model == "cheap-b").State);
    }

    [Fact]
    public void Best_quality_spares_the_second_wave_when_the_first_is_unanimous()
    {
        var bench = new RequestBench(ExecutionMode.BestQuality);
        foreach (var model in bench.Asked.Split(' '))
        {
            bench.Answer(model, FortyTwo);
        }

        bench.Advance();
        Assert.Equal(3, bench.Calls.Count);
        Assert.Equal("decided_vote", bench.Final.StopReason);
        Assert.Equal(new Usd(2_000_000), bench.Final.Cost.SavedUsd);
    }

    [Fact]
    public void Best_quality_is_the_plurality_of_five_and_abstentions_are_no_answer()
    {
        var bench = new RequestBench(ExecutionMode.BestQuality);
        bench.Answer("strong-d", Unknown).Answer("strong-c", FortyOne).Answer("strong-e", Unknown).Advance();
        bench.Answer("cheap-b", FortyTwo).Advance();
        bench.Answer("cheap-a", FortyTwo).Advance();

        Assert.Equal(("plurality", 0.4), (bench.Final.StopReason, bench.Final.OverallConfidence));
        Assert.Equal("42", bench.Final.Verdicts[0].Answer);
        Assert.Equal(["42", "41"], bench.Final.Verdicts[0].Groups.Where(group => !group.Abstained).Select(group => group.Answer));
    }

    [Fact]
    public void Prose_in_balanced_mode_is_one_good_model_asked_without_a_contract()
    {
        var bench = new RequestBench(ExecutionMode.Balanced, "Why is the sky blue?");
        Assert.Equal("strong-d", bench.Asked);
        Assert.DoesNotContain(AnswerContract.Marker, bench.PromptOf(bench.Calls[0]), StringComparison.Ordinal);

        bench.Answer("strong-d", "Air scatters blue light most.").Advance();
        Assert.Equal(("Air scatters blue light most.", 1), (bench.Final.Content, bench.Calls.Count));
    }

    [Fact]
    public void Prose_in_best_quality_is_the_best_priors_text_edited_once()
    {
        var bench = new RequestBench(ExecutionMode.BestQuality, "Why is the sky blue?");
        Assert.Equal("strong-d strong-c strong-e", bench.Asked);
        bench.Answer("strong-c", "Because of Rayleigh.").Answer("strong-d", "Air scatters blue most.").Answer("strong-e", "Light scatters.").Advance();

        var synthesis = Assert.Single(bench.Calls, call => call.Role == CallRole.Synthesis);
        Assert.Contains("Air scatters blue most.", bench.PromptOf(synthesis), StringComparison.Ordinal);
        bench.Answer(synthesis, "Air scatters blue light most (Rayleigh).").Advance();
        Assert.Equal("Air scatters blue light most (Rayleigh).", bench.Final.Content);
    }

    [Fact]
    public void A_member_without_a_usable_answer_is_replaced_while_the_quorum_lacks_one()
    {
        var few = SomeCouncil.Market.Where(model => model.Name != "strong-e").ToArray();
        var bench = new RequestBench(ExecutionMode.Balanced, models: few, change: spec => spec with { Models = ["cheap-a", "cheap-b", "strong-c"] });
        bench.Fail("cheap-a").Answer("cheap-b", FortyTwo).Advance();
        Assert.Equal("strong-c", bench.Open);
        bench.Answer("strong-c", FortyTwo).Advance();
        Assert.Equal((RequestState.Completed, false), (bench.Row.State, bench.Final.Degraded));
    }

    [Theory]
    [InlineData(ExecutionMode.Balanced, 1, "Only one model is available")]
    [InlineData(ExecutionMode.Balanced, 3, "balanced wants 4 members; 3 can be asked")]
    [InlineData(ExecutionMode.BestQuality, 2, "best_quality wants 5 members; 2 can be asked")]
    [InlineData(ExecutionMode.Fast, 1, "Only one model is available")]
    public void Fewer_models_than_the_mode_wants_is_said_and_no_error(ExecutionMode mode, int count, string note)
    {
        var bench = new RequestBench(mode, models: [.. SomeCouncil.Market.Take(count)]);
        while (!bench.Row.Terminal)
        {
            bench.Answer(bench.Open.Split(' ')[0], FortyTwo).Advance();
        }

        Assert.Equal((RequestState.Completed, true), (bench.Row.State, bench.Final.Degraded));
        Assert.Contains(bench.Degraded, reason => reason.Contains(note, StringComparison.Ordinal));
    }

    [Fact]
    public void A_single_model_reports_no_agreement()
    {
        var bench = new RequestBench(ExecutionMode.BestQuality, models: [SomeCouncil.Market[0]]);
        bench.Answer("cheap-a", FortyTwo).Advance();
        Assert.Null(bench.Final.OverallConfidence);
    }
}
