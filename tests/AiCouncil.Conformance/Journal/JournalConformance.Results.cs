using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task A_success_and_its_wake_row_are_stored_together()
    {
        var call = await InFlightAsync();
        Assert.Equal(new ResultOutcome(true, CallState.Completed), await StoreAsync(call, 1, Moves.Complete, "42"));
        var view = await ViewAsync(call.Request);
        var row = view.Calls.Single();
        Assert.Single(view.Wakes);
        Assert.Equal(
            (CallState.Completed, Payload.Of("42").Hash, "stop", "m@one", Now, new Usd(1_000)),
            (row.State, row.ResultHash, row.FinishReason, row.Deployment, row.FinishedAt, row.Cost!.Value));
        Assert.Equal(new TokenUsage(6, 2), row.Usage);
        Assert.Equal("42", (await Journal.ReadTextsAsync(call.Request, [row.ResultHash!], Ct)).Values.Single());
        Assert.Equal(AttemptResult.Answered, (await Journal.ReadAttemptsAsync(call.Request, Ct)).Single().Result);
    }

    [Theory]
    [InlineData(Moves.Fail)]
    [InlineData(Moves.Retry)]
    [InlineData(Moves.Unknown)]
    public async Task A_move_that_is_no_success_needs_the_current_fence(Moves move)
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Retry);
        await ClaimAsync(call, fence: 1);
        Assert.Equal(new ResultOutcome(false, CallState.InFlight), await StoreAsync(call, 1, move));
        Assert.False(await Journal.HasWakesAsync(call.Request, Ct));
        Assert.True((await StoreAsync(call, 2, move)).Moved);
    }

    [Fact]
    public async Task A_failure_is_kept_with_its_reason_and_a_wake()
    {
        var call = await InFlightAsync();
        Assert.Equal(new ResultOutcome(true, CallState.Failed), await StoreAsync(call, 1, Moves.Fail));
        Assert.Equal("rejected", (await CallAsync(call)).Error);
        Assert.True(await Journal.HasWakesAsync(call.Request, Ct));
        Assert.False((await StoreAsync(call, 1, Moves.Fail)).Moved);
    }

    [Fact]
    public async Task A_success_needs_no_current_fence()
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Retry);
        await ClaimAsync(call, fence: 1);
        Assert.Equal(new ResultOutcome(true, CallState.Completed), await StoreAsync(call, 1, Moves.Complete));
    }

    [Fact]
    public async Task The_first_success_wins_and_the_second_records_its_cost()
    {
        var call = await InFlightAsync();
        Clock.Advance(Lease * 2);
        await Journal.LoseExpiredAsync(null, [], Ct);
        await DecideAsync(call.Request, view => Samples.Decision(view, Now) with { Changes = [new CallChange.Reissue(1)] });
        await NodeAsync("w2");
        await ClaimAsync(call, "w2", fence: 1);
        Assert.True((await StoreAsync(call, 2, Moves.Complete, "first", new Usd(100))).Moved);
        Assert.Equal(new ResultOutcome(false, CallState.Completed), await StoreAsync(call, 1, Moves.Complete, "second", new Usd(23)));
        var row = await CallAsync(call);
        Assert.Equal((Payload.Of("first").Hash, new Usd(123)), (row.ResultHash, row.Cost!.Value));
        Assert.Equal(new TokenUsage(12, 4), row.Usage);
        Assert.Single((await ViewAsync(call.Request)).Wakes);
    }

    [Fact]
    public async Task A_success_stored_again_changes_nothing()
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Complete, cost: new Usd(100));
        await StoreAsync(call, 1, Moves.Complete, cost: new Usd(100));
        Assert.Equal(new Usd(100), (await CallAsync(call)).Cost);
        Assert.Single((await ViewAsync(call.Request)).Wakes);
    }

    [Theory]
    [InlineData(Moves.Unknown)]
    [InlineData(Moves.Fail)]
    [InlineData(Moves.Retry)]
    public async Task A_late_success_completes_a_call_that_was_not_answered(Moves before)
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, before);
        Assert.Equal(new ResultOutcome(true, CallState.Completed), await StoreAsync(call, 1, Moves.Complete));
        Assert.Null((await CallAsync(call)).Error);
        Assert.IsType<ClaimResult.Ended>(await ClaimAsync(call, fence: 1));
    }

    [Fact]
    public async Task A_late_success_after_the_requests_end_leaves_a_wake_to_fold_in()
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Unknown);
        await DecideAsync(call.Request, view => Samples.Decision(view, Now, RequestState.Completed));
        Assert.True((await StoreAsync(call, 1, Moves.Complete, cost: new Usd(77))).Moved);
        var view = await ViewAsync(call.Request);
        Assert.Single(view.Wakes);
        Assert.Equal((new Usd(77), true), (view.Calls[0].Cost!.Value, view.Calls[0].HasNews));
        Assert.Equal([call.Request], (await Journal.SweepAsync(null, TimeSpan.Zero, 10, Ct)).Woken);
        Assert.True(await DecideAsync(call.Request, late => Samples.Decision(late, Now, RequestState.Completed)));
        Assert.False(await Journal.HasWakesAsync(call.Request, Ct));
    }

    [Fact]
    public async Task A_success_of_a_cancelled_call_records_its_cost_only()
    {
        var call = await InFlightAsync();
        await DecideAsync(call.Request, view => Samples.Decision(view, Now) with { Changes = [new CallChange.Cancel(1)] });
        await StoreAsync(call, 1, Moves.Record, cost: new Usd(5));
        Assert.Equal(new Usd(5), (await CallAsync(call)).Cost);
        Assert.Equal(new ResultOutcome(false, CallState.Cancelled), await StoreAsync(call, 1, Moves.Complete, cost: new Usd(9)));
        var row = await CallAsync(call);
        Assert.Equal((CallState.Cancelled, new Usd(9), (string?)null), (row.State, row.Cost!.Value, row.ResultHash));
        Assert.False(await Journal.HasWakesAsync(call.Request, Ct));
    }

    [Fact]
    public async Task What_is_known_of_an_attempt_is_not_replaced_by_a_guess()
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Complete, cost: new Usd(9));
        await StoreAsync(call, 1, Moves.Record, cost: new Usd(1));
        var attempt = Assert.Single(await Journal.ReadAttemptsAsync(call.Request, Ct));
        Assert.Equal((AttemptResult.Answered, new Usd(9)), (attempt.Result, attempt.Cost!.Value));
    }

    [Fact]
    public async Task An_attempt_without_a_price_makes_the_calls_cost_unknown()
    {
        var call = await InFlightAsync();
        await Journal.StoreResultAsync(
            Samples.Result(call, 1, Moves.Complete) with { Attempts = [new AttemptEnd(1, AttemptResult.Answered, null, new TokenUsage(1, 1), null)] }, Ct);
        Assert.Null((await CallAsync(call)).Cost);
        Assert.Null((await Journal.ListAsync(new RequestFilter(null, null, null, 10), Ct)).Costs[call.Request]);
    }

    [Fact]
    public async Task A_retry_is_due_after_its_delay_and_leaves_no_wake()
    {
        var call = await InFlightAsync();
        Assert.Equal(new ResultOutcome(true, CallState.Ready), await StoreAsync(call, 1, Moves.Retry, delay: TimeSpan.FromSeconds(3)));
        Assert.False(await Journal.HasWakesAsync(call.Request, Ct));
        Assert.Empty(await MarkAsync());
        Assert.Equal(Now.AddSeconds(3), await Journal.NextDueAsync("default", null, Ct));
        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([call], await MarkAsync());
    }

    [Fact]
    public async Task An_ambiguous_end_counts_a_loss_of_a_holder_that_is_done()
    {
        var call = await InFlightAsync();
        Assert.Equal(new ResultOutcome(true, CallState.OutcomeUnknown), await StoreAsync(call, 1, Moves.Unknown));
        var row = await CallAsync(call);
        Assert.Equal((1, true), (row.Losses, row.HolderGone));
        Assert.True(await Journal.HasWakesAsync(call.Request, Ct));
    }

    [Theory]
    [InlineData(Moves.Complete)]
    [InlineData(Moves.Fail)]
    [InlineData(Moves.Record)]
    public async Task A_result_of_an_erased_request_is_dropped(Moves move)
    {
        var call = await InFlightAsync();
        await DecideAsync(call.Request, view => Samples.Decision(view, Now, RequestState.Cancelled) with { Changes = [new CallChange.Cancel(1)] });
        await Journal.DeleteAsync(call.Request, Ct);
        Assert.Equal(new ResultOutcome(false, CallState.Cancelled), await StoreAsync(call, 1, move));
        Assert.Empty(await Journal.ReadTextsAsync(call.Request, [Payload.Of("42").Hash], Ct));
        Assert.Empty((await Journal.SweepAsync(null, TimeSpan.Zero, 10, Ct)).Woken);
    }
}
