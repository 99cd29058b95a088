using System.Text.Json;
using AiCouncil.Journal;
using AiCouncil.Orchestration;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Orchestration;

/// <summary>The event log, the end of a request, and what a replay takes over.</summary>
public sealed class NewsLogTests
{
    [Fact]
    public void The_log_of_a_request_tells_its_story_in_order()
    {
        var bench = new RequestBench(ExecutionMode.Balanced);
        bench.Claim("cheap-a", "cheap-b").Advance();
        bench.Answer("cheap-b", "FINAL ANSWER: 42").Answer("cheap-a", "FINAL ANSWER: 42").Advance();

        Assert.Equal(
            [
                "plan.completed", "subtask.started", "call.ready", "call.ready",
                "call.started", "call.started", "request.started",
                "call.completed", "call.completed", "verdict.reached", "subtask.completed", "answer.final", "request.completed",
            ],
            bench.Events.Select(news => news.Type));
        Assert.Equal(bench.Events.Count, bench.Row.Sequence);
        Assert.Equal("cheap-b", Data(bench.Events.First(news => news.Type == "call.completed")).GetProperty("model").GetString());
        Assert.Equal(bench.Events.Select(news => news.At).Order(), bench.Events.Select(news => news.At));
    }

    [Fact]
    public void A_second_claim_of_a_call_is_logged_as_a_retry()
    {
        var bench = new RequestBench(ExecutionMode.Fast);
        bench.Claim("cheap-a").Advance();
        bench.Claim("cheap-a").Advance();
        Assert.Equal(["call.started", "call.retried"], bench.Events.Select(news => news.Type).Where(type => type is "call.started" or "call.retried"));
    }

    [Fact]
    public void The_wait_in_the_queue_ends_with_the_first_attempt_also_when_a_later_one_answers()
    {
        var bench = new RequestBench(ExecutionMode.Fast).After(TimeSpan.FromSeconds(2)).Claim("cheap-a");
        var began = bench.Now;
        bench.After(TimeSpan.FromSeconds(30)).Claim("cheap-a").Answer("cheap-a", "42").Advance();
        Assert.Equal((2_000, 32_100), (bench.Final.Timing.QueuedMs, bench.Final.Timing.TotalMs));
        Assert.Equal(began, bench.Events.Single(news => news.Type == "call.started").At);
    }

    [Fact]
    public void Nothing_new_is_no_decision()
    {
        var bench = new RequestBench(ExecutionMode.Balanced);
        Assert.Null(bench.Advance());
        bench.Claim("cheap-a").Advance();
        Assert.Null(bench.Advance());
    }

    [Fact]
    public void What_comes_after_the_end_is_logged_as_late_and_changes_nothing()
    {
        var bench = new RequestBench(ExecutionMode.BestQuality);
        bench.Answer("strong-d", "FINAL ANSWER: 43").Answer("strong-c", "FINAL ANSWER: 42").Answer("strong-e", "FINAL ANSWER: 42").Advance();
        bench.Lose("cheap-b", gone: false).Answer("cheap-a", "FINAL ANSWER: 42").Advance();
        var final = bench.Final;
        Assert.Equal(RequestState.Completed, bench.Row.State);

        var decision = bench.Answer("cheap-b", "FINAL ANSWER: 41").Advance()!;

        var late = Assert.Single(decision.Events);
        Assert.Equal("call.completed", late.Type);
        Assert.True(Data(late).GetProperty("late").GetBoolean());
        Assert.Empty(decision.NewCalls);
        Assert.Empty(decision.Subtasks);
        Assert.Null(decision.NextTimer);
        Assert.Same(final, bench.Final);
        Assert.Equal(RequestState.Completed, bench.Row.State);
    }

    [Fact]
    public void A_cancelled_request_cancels_its_calls_and_is_done()
    {
        var bench = new RequestBench(ExecutionMode.Balanced);
        bench.Claim("cheap-a");
        var decision = bench.Cancel()!;

        Assert.Equal((RequestState.Cancelled, "cancelled"), (bench.Row.State, bench.Final.Error!.Code));
        Assert.Equal(2, decision.Changes.OfType<CallChange.Cancel>().Count());
        Assert.Equal("request.cancelled", bench.Events[^1].Type);
        Assert.Null(bench.Cancel());
        Assert.Null(bench.Advance());
    }

    [Fact]
    public void A_terminal_request_cannot_be_cancelled_abandoned_or_moved()
    {
        var bench = new RequestBench(ExecutionMode.Fast);
        bench.Answer("cheap-a", "42").Advance();
        var input = new AdvanceInput(new RequestView(bench.Row, [], bench.Calls, []), new Dictionary<string, string>(), [], bench.Now.AddDays(1));
        Assert.Null(Advance.Cancel(input));
        Assert.Null(Advance.Abandon(input));
        Assert.Null(bench.After(TimeSpan.FromDays(1)).Advance());
    }

    [Fact]
    public void A_replay_takes_over_what_was_answered_to_the_same_words_by_the_same_model()
    {
        var first = new RequestBench(ExecutionMode.Balanced);
        first.Answer("cheap-a", "FINAL ANSWER: 42").Answer("cheap-b", "FINAL ANSWER: 42").Advance();

        var replay = new RequestBench(ExecutionMode.Balanced, reusable: [.. first.Calls.Select(call => Reuse(first, call))]);

        Assert.Equal((RequestState.Completed, "42"), (replay.Row.State, replay.Final.Content));
        Assert.All(replay.Calls, call => Assert.Equal((CallState.Completed, 0L, Usd.Zero), (call.State, call.Fence, call.Cost)));
        Assert.All(replay.Events.Where(news => news.Type == "call.completed"), news => Assert.True(Data(news).GetProperty("reused").GetBoolean()));
        Assert.DoesNotContain(replay.Events, news => news.Type == "call.ready");
    }

    [Fact]
    public void A_replay_pays_for_other_words_and_for_other_models()
    {
        var first = new RequestBench(ExecutionMode.Balanced);
        first.Answer("cheap-a", "FINAL ANSWER: 42").Answer("cheap-b", "FINAL ANSWER: 42").Advance();
        var cheapA = Reuse(first, first.Calls[0]);

        Assert.Equal("cheap-b", new RequestBench(ExecutionMode.Balanced, reusable: [cheapA]).Open);
        Assert.Equal("cheap-a cheap-b", new RequestBench(ExecutionMode.Balanced, reusable: [cheapA with { Model = "other" }]).Open);
        Assert.Equal("cheap-a cheap-b", new RequestBench(ExecutionMode.Balanced, "How many apples are 18 and 25 together?", reusable: [cheapA]).Open);
    }

    [Fact]
    public void A_replayed_ladder_goes_on_where_the_recorded_answers_end()
    {
        var first = new RequestBench(ExecutionMode.Balanced);
        first.Answer("cheap-a", "FINAL ANSWER: 42").Answer("cheap-b", "FINAL ANSWER: 41").Advance();
        var replay = new RequestBench(ExecutionMode.Balanced, reusable: [Reuse(first, first.Calls[0]), Reuse(first, first.Calls[1])]);
        Assert.Equal("strong-d", replay.Open);
    }

    private static ReusableCall Reuse(RequestBench bench, CallRow call) => new(call.Model, call.PromptHash, bench.TextOf(call), call.FinishReason, call.Deployment);

    private static JsonElement Data(NewEvent news) => JsonDocument.Parse(news.Data).RootElement;
}
