using System.Globalization;
using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Orchestration;

/// <summary>Money, time and the number of calls.</summary>
public sealed class AdvanceLimitsTests
{
    [Fact]
    public void The_call_that_would_cross_the_cost_limit_is_not_issued_and_that_is_said()
    {
        // The cheap pair may cost at most 0.0017 + 0.0033 USD, one strong call 0.08.
        var bench = new RequestBench(ExecutionMode.Balanced, change: Limit(0.02m));
        bench.Answer("cheap-a", "FINAL ANSWER: 42").Answer("cheap-b", "FINAL ANSWER: 41").Advance();

        Assert.Equal("cheap-a cheap-b", bench.Asked);
        Assert.Equal(RequestState.Completed, bench.Row.State);
        Assert.Contains("the cost limit of $0.02 left no room for strong-d", bench.Degraded);
        Assert.Equal("41", bench.Final.Content);
    }

    [Fact]
    public void What_open_calls_may_still_cost_counts_and_what_they_did_not_cost_is_free_again()
    {
        // Room for the pair's upper bounds and one of strong-c's (0.05), not for both strong ones.
        var bench = new RequestBench(ExecutionMode.Balanced, change: Limit(0.0552m));
        Assert.Equal("cheap-a cheap-b", bench.Asked);
        bench.Answer(bench.Of("cheap-a"), "FINAL ANSWER: 42", cost: Usd.Zero).Answer(bench.Of("cheap-b"), "FINAL ANSWER: 41", cost: Usd.Zero).Advance();

        Assert.Equal("strong-c", bench.Open);
        Assert.Contains(bench.Degraded, reason => reason.EndsWith("left no room for strong-d", StringComparison.Ordinal));
    }

    [Fact]
    public void A_limit_that_allows_no_call_at_all_fails_by_its_name()
    {
        var bench = new RequestBench(ExecutionMode.Balanced, change: Limit(0.000001m));
        Assert.Empty(bench.Calls);
        Assert.Equal((RequestState.Failed, "cost_limit", false), (bench.Row.State, bench.Final.Error!.Code, bench.Final.Error.Retryable));
    }

    [Fact]
    public void A_users_limit_excludes_models_without_a_price()
    {
        var models = new[] { SomeCouncil.Model("free", 0.9, null), SomeCouncil.Model("priced", 0.6, 0.1m) };
        Assert.Equal("priced", new RequestBench(ExecutionMode.Balanced, models: models, change: Limit(1m)).Asked);
        Assert.Equal("free priced", string.Join(' ', new RequestBench(ExecutionMode.Balanced, models: models).Asked.Split(' ').Order()));
    }

    [Fact]
    public void Without_any_priced_model_a_users_limit_leaves_nobody_to_ask()
    {
        var bench = new RequestBench(ExecutionMode.Fast, models: [SomeCouncil.Model("free", 0.9, null)], change: Limit(1m));
        Assert.Equal((RequestState.Failed, "no_model"), (bench.Row.State, bench.Final.Error!.Code));
    }

    [Fact]
    public void A_model_without_a_price_makes_the_total_unknown()
    {
        var bench = new RequestBench(ExecutionMode.Fast, models: [SomeCouncil.Model("free", 0.9, null)]);
        bench.Answer(bench.Calls[0], "42");
        bench.Advance();
        Assert.NotNull(bench.Final.Cost.TotalUsd);
        Assert.Null(bench.Calls[0].Grant.Upper);
    }

    [Fact]
    public void At_the_deadline_the_answer_is_what_is_there_degraded()
    {
        var bench = new RequestBench(ExecutionMode.BestQuality);
        bench.Claim("strong-d", "strong-c", "strong-e").Answer("strong-c", "FINAL ANSWER: 42").Advance();
        Assert.Equal(bench.Row.Deadline, bench.Row.NextTimer);

        bench.After(TimeSpan.FromSeconds(180)).Advance();

        Assert.Equal((RequestState.Completed, "42"), (bench.Row.State, bench.Final.Content));
        Assert.Contains("the deadline passed; answered with what was there", bench.Degraded);
        Assert.Contains("subtask 'main': 1 usable answers where 3 were wanted", bench.Degraded);
        Assert.Equal(CallState.Cancelled, bench.Of("strong-d").State);
        Assert.Null(bench.Row.NextTimer);
    }

    [Fact]
    public void At_the_deadline_without_any_answer_the_request_fails()
    {
        var bench = new RequestBench(ExecutionMode.Balanced);
        bench.Claim("cheap-a").After(TimeSpan.FromSeconds(180)).Advance();
        Assert.Equal((RequestState.Failed, "deadline_exceeded"), (bench.Row.State, bench.Final.Error!.Code));
        Assert.All(bench.Calls, call => Assert.Equal(CallState.Cancelled, call.State));
    }

    [Fact]
    public void A_request_never_has_more_than_two_hundred_calls()
    {
        ModelInfo[] models = [.. Enumerable.Range(0, 30).Select(index => SomeCouncil.Model($"m{index:00}", 0.8, 0m))];
        var bench = new RequestBench(
            ExecutionMode.BestQuality, Plans.Question, models, change: spec => spec with { Models = [.. models.Select(model => model.Name)] });
        bench.Answer(bench.Calls[0], Plans.Wide(8), cost: Usd.Zero).Advance();
        while (!bench.Row.Terminal)
        {
            foreach (var call in bench.Calls.Where(call => call.State == CallState.Ready).ToList())
            {
                bench.Answer(call, string.Create(CultureInfo.InvariantCulture, $"FINAL ANSWER: {call.Id.Number}"), cost: Usd.Zero);
            }

            bench.Advance();
        }

        Assert.Equal(200, bench.Calls.Count);
        Assert.Contains("the bound of 200 calls was reached", bench.Degraded);
        Assert.Equal(RequestState.Completed, bench.Row.State);
    }

    private static Func<RequestSpec, RequestSpec> Limit(decimal usd) =>
        spec => spec with { CostLimit = Usd.FromDecimal(usd), CostLimitIsUsers = true };
}
