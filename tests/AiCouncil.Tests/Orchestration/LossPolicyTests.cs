using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Orchestration;

/// <summary>Calls of which nobody knows whether they were answered, under each policy.</summary>
public sealed class LossPolicyTests
{
    private const string FortyTwo = "FINAL ANSWER: 42";

    [Fact]
    public void Drop_member_drops_a_lost_member_while_the_quorum_holds()
    {
        var bench = Best(OutcomeUnknownPolicy.DropMember);
        bench.Answer("strong-c", FortyTwo).Answer("strong-e", "FINAL ANSWER: 41").Answer("strong-d", "FINAL ANSWER: 43").Advance();
        bench.Lose("cheap-b").Advance();
        Assert.Equal("cheap-a", bench.Open);

        bench.Answer("cheap-a", FortyTwo).Advance();

        Assert.Equal(CallState.OutcomeUnknown, bench.Of("cheap-b").State);
        Assert.Equal((RequestState.Completed, 0.5), (bench.Row.State, bench.Final.OverallConfidence));
        Assert.Equal("outcome_unknown", bench.Final.Members.Single(member => member.Model == "cheap-b").State);
    }

    [Fact]
    public void Drop_member_reissues_those_who_restore_a_lost_quorum()
    {
        var bench = Best(OutcomeUnknownPolicy.DropMember);
        bench.Answer("strong-c", FortyTwo).Lose("strong-d").Lose("strong-e").Advance();

        Assert.Equal("strong-d strong-e", bench.Open); // a quorum of three lacks two
        Assert.All([bench.Of("strong-d"), bench.Of("strong-e")], call => Assert.Equal(4, call.Grant.Attempts));
    }

    [Fact]
    public void Drop_member_reissues_no_more_than_the_quorum_lacks()
    {
        var bench = Best(OutcomeUnknownPolicy.DropMember);
        bench.Answer("strong-c", FortyTwo).Answer("strong-d", "FINAL ANSWER: 41").Fail("strong-e").Advance();
        bench.Lose("cheap-b").Lose("cheap-a").Advance();
        Assert.Equal("cheap-b", bench.Open);
        Assert.Equal(CallState.OutcomeUnknown, bench.Of("cheap-a").State);
    }

    [Fact]
    public void Reissue_once_issues_every_lost_member_again()
    {
        var bench = Best(OutcomeUnknownPolicy.ReissueOnce);
        bench.Answer("strong-c", FortyTwo).Answer("strong-e", "FINAL ANSWER: 41").Lose("strong-d").Advance();
        Assert.Contains("strong-d", bench.Open, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_gives_a_lost_member_up_and_goes_on_with_the_others()
    {
        var bench = Best(OutcomeUnknownPolicy.Strict);
        bench.Answer("strong-c", FortyTwo).Answer("strong-e", FortyTwo).Lose("strong-d").Advance();
        Assert.Equal((CallState.Failed, "worker_lost"), (bench.Of("strong-d").State, bench.Of("strong-d").Error));

        bench.Answer("cheap-a", FortyTwo).Answer("cheap-b", FortyTwo).Advance();
        Assert.Equal(RequestState.Completed, bench.Row.State);
    }

    [Theory]
    [InlineData(OutcomeUnknownPolicy.DropMember)]
    [InlineData(OutcomeUnknownPolicy.ReissueOnce)]
    public void A_lost_singleton_is_issued_again_once(OutcomeUnknownPolicy policy)
    {
        var bench = new RequestBench(ExecutionMode.Fast, change: With(policy));
        bench.Lose("cheap-a").Advance();
        Assert.Equal("cheap-a", bench.Open);
        bench.Answer("cheap-a", "42").Advance();
        Assert.Equal((RequestState.Completed, 1), (bench.Row.State, bench.Calls.Count));
    }

    [Fact]
    public void Strict_fails_the_request_when_a_singleton_is_lost()
    {
        var bench = new RequestBench(ExecutionMode.Direct, change: spec => With(OutcomeUnknownPolicy.Strict)(spec) with { Models = ["cheap-a"] });
        bench.Lose("cheap-a").Advance();
        Assert.Equal((RequestState.Failed, "worker_lost"), (bench.Row.State, bench.Final.Error!.Code));
        Assert.Equal(CallState.Failed, bench.Calls[0].State);
    }

    [Theory]
    [InlineData(OutcomeUnknownPolicy.DropMember, true)]
    [InlineData(OutcomeUnknownPolicy.Strict, false)]
    public void A_lost_plan_is_a_singleton(OutcomeUnknownPolicy policy, bool reissued)
    {
        var bench = new RequestBench(ExecutionMode.Balanced, Plans.Question, change: With(policy));
        bench.Lose(bench.Calls[0]).Advance();
        Assert.Equal(reissued ? (RequestState.InProgress, CallState.Ready) : (RequestState.Failed, CallState.Failed), (bench.Row.State, bench.Calls[0].State));
    }

    [Fact]
    public void A_second_loss_is_final()
    {
        var bench = new RequestBench(ExecutionMode.Fast, models: [SomeCouncil.Market[0]]);
        bench.Lose("cheap-a").Advance();
        bench.Lose("cheap-a").Advance();
        Assert.Equal((CallState.Failed, 2), (bench.Of("cheap-a").State, bench.Of("cheap-a").Losses));
        Assert.Equal(RequestState.Failed, bench.Row.State);
        Assert.Contains(bench.Events, news => news.Type == "call.failed" && news.Data.Contains("worker_lost", StringComparison.Ordinal));
    }

    [Fact]
    public void A_reissue_waits_until_the_old_attempt_cannot_run_any_more()
    {
        var bench = new RequestBench(ExecutionMode.Fast);
        var sent = bench.Now;
        bench.Claim("cheap-a").After(TimeSpan.FromSeconds(30)).Lose("cheap-a", gone: false).Advance();
        Assert.Equal(CallState.OutcomeUnknown, bench.Calls[0].State);
        Assert.Equal(sent + TimeSpan.FromSeconds(70), bench.Row.NextTimer); // call timeout and a margin of 10 s

        Assert.Null(bench.After(TimeSpan.FromSeconds(39)).Advance());
        bench.After(TimeSpan.FromSeconds(1)).Advance();
        Assert.Equal(CallState.Ready, bench.Calls[0].State);
    }

    [Fact]
    public void A_late_success_of_a_lost_call_is_taken()
    {
        var bench = new RequestBench(ExecutionMode.Fast);
        bench.Claim("cheap-a").Lose("cheap-a", gone: false).Advance();
        bench.Answer("cheap-a", "42").Advance();
        Assert.Equal((RequestState.Completed, "42", 1L), (bench.Row.State, bench.Final.Content, bench.Calls[0].Fence));
    }

    [Fact]
    public void A_loss_is_not_issued_again_past_the_cost_limit()
    {
        var bench = new RequestBench(ExecutionMode.Fast, change: spec => spec with { CostLimit = Usd.FromDecimal(0.002m), CostLimitIsUsers = true });
        var lost = bench.Calls[0];
        bench.Lose(lost with { Cost = lost.Grant.Upper }).Advance();
        Assert.Equal((CallState.OutcomeUnknown, RequestState.Failed), (bench.Calls[0].State, bench.Row.State));
    }

    private static RequestBench Best(OutcomeUnknownPolicy policy) => new(ExecutionMode.BestQuality, change: With(policy));

    private static Func<RequestSpec, RequestSpec> With(OutcomeUnknownPolicy policy) => spec => spec with { OnOutcomeUnknown = policy };
}
