using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Orchestration;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Orchestration;

public sealed class BudgetTests
{
    private static readonly Usd Upper = new(5_000);

    [Theory]
    [InlineData(CallState.Ready, 0, 0, 0, 5_000)]
    [InlineData(CallState.InFlight, 2, 1, 5_000, 10_000)]
    [InlineData(CallState.OutcomeUnknown, 1, 1, 5_000, 5_000)]
    [InlineData(CallState.Completed, 1, 0, 300, 300)]
    [InlineData(CallState.Failed, 1, 0, 0, 0)]
    public void What_is_spent_counts_and_what_an_open_call_may_still_cost(CallState state, int fence, int losses, long cost, long committed) =>
        Assert.Equal(new Usd(committed), Committed(state, fence, losses, cost));

    [Fact]
    public void A_late_answer_does_not_free_what_its_reissue_may_still_cost() =>
        Assert.Equal(new Usd(5_300), Committed(CallState.Completed, fence: 2, losses: 1, cost: 300));

    [Fact]
    public void When_the_reissue_has_answered_and_the_lost_send_has_not_both_are_counted_once() =>
        Assert.Equal(new Usd(5_300), Committed(CallState.Completed, fence: 2, losses: 1, cost: 5_300));

    [Theory]
    [InlineData(1, 0, 0, 5_000)]
    [InlineData(2, 1, 5_000, 10_000)]
    [InlineData(2, 1, 5_300, 5_300)]
    [InlineData(0, 0, 0, 0)]
    public void A_cancelled_call_that_was_sent_keeps_its_bound_until_its_bill_comes(int fence, int losses, long cost, long committed) =>
        Assert.Equal(new Usd(committed), Committed(CallState.Cancelled, fence, losses, cost));

    private static Usd Committed(CallState state, int fence, int losses, long cost)
    {
        var id = new RequestId(new Guid("018f0000-0000-7000-8000-000000000001"));
        var call = new CallRow
        {
            Id = new CallId(id, 1), Subtask = "main", Role = CallRole.Member, Replica = 1, Model = "m", Pool = "default", State = state, Fence = fence,
            PromptHash = "p", OrderKey = 0, Losses = losses, Cost = new Usd(cost),
            Grant = new CallGrant(3, 10, 10, Upper, RetryUnusable: false, Stream: false, Simulated: true),
        };
        var bench = new RequestBench(ExecutionMode.Direct);
        var view = new RequestView(bench.Row, [], [call], []);
        return Budget.Committed(new RequestWork(new AdvanceInput(view, new Dictionary<string, string>(), [], bench.Now)));
    }
}
