using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task A_worker_reads_the_call_with_prompt_deadline_and_what_was_tried()
    {
        var call = await InFlightAsync();
        await Journal.AddAttemptAsync(call, new NewAttempt(1, 2, "m@two", "fail-over"), Ct);
        var found = await Journal.ReadCallAsync(call, Ct);
        Assert.Equal("What is 6 × 7?", found!.PromptJson);
        Assert.Equal(["m@one", "m@two"], found.PriorDeployments);
        Assert.Equal((RequestState.Queued, Now.AddMinutes(3), Now), (found.RequestState, found.Deadline, found.Now));
    }

    [Fact]
    public async Task A_claim_raises_the_fence_and_writes_the_attempt()
    {
        var call = await InFlightAsync();
        var row = await CallAsync(call);
        Assert.Equal((CallState.InFlight, 1L, "w1", 1, "m@one", Now), (row.State, row.Fence, row.ClaimedBy, row.AttemptsUsed, row.Deployment, row.SentAt));
        var attempt = Assert.Single(await Journal.ReadAttemptsAsync(call.Request, Ct));
        Assert.Equal(
            (call, 1L, 1, "m@one", "best", "w1", AttemptResult.Open, Now),
            (attempt.Call, attempt.Fence, attempt.Number, attempt.Deployment, attempt.Why, attempt.Incarnation, attempt.Result, attempt.StartedAt));
    }

    [Fact]
    public async Task A_claim_asked_again_with_its_token_finds_itself_and_another_loses()
    {
        await NodeAsync("w1");
        await NodeAsync("w2");
        var call = new CallId(await AcceptAsync(), 1);
        var token = Guid.NewGuid();
        await ClaimAsync(call, token: token);
        Assert.Equal(new ClaimResult.Claimed(1), await ClaimAsync(call, token: token));
        Assert.IsType<ClaimResult.Lost>(await ClaimAsync(call, "w2"));
        Assert.IsType<ClaimResult.Lost>(await ClaimAsync(call, "w2", fence: 1));
        Assert.Equal(1, (await CallAsync(call)).AttemptsUsed);
    }

    [Fact]
    public async Task A_claim_with_an_old_fence_loses()
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Retry);
        Assert.IsType<ClaimResult.Lost>(await ClaimAsync(call, fence: 0));
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(call, fence: 1));
    }

    [Theory]
    [InlineData(Moves.Complete)]
    [InlineData(Moves.Fail)]
    public async Task A_claim_of_an_ended_call_hears_that_it_ended(Moves end)
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, end);
        Assert.IsType<ClaimResult.Ended>(await ClaimAsync(call));
        Assert.IsType<ClaimResult.Ended>(await ClaimAsync(call, fence: 1));
    }

    [Fact]
    public async Task A_claim_of_a_call_that_is_not_there_or_unknown_loses()
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Unknown);
        Assert.IsType<ClaimResult.Lost>(await ClaimAsync(call, fence: 1));
        Assert.IsType<ClaimResult.Lost>(await ClaimAsync(new CallId(Samples.NextId(), 1)));
    }

    [Fact]
    public async Task A_call_is_not_claimed_before_it_is_due()
    {
        await NodeAsync("w1");
        var call = new CallId(await AcceptAsync(change: row => row with { NotBefore = Now.AddSeconds(5) }), 1);
        Assert.IsType<ClaimResult.Lost>(await ClaimAsync(call));
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(call));
    }

    [Fact]
    public async Task No_claim_without_a_living_lease()
    {
        var call = new CallId(await AcceptAsync(), 1);
        Assert.IsType<ClaimResult.NoLease>(await ClaimAsync(call, "unknown"));
        await NodeAsync("w1");
        Clock.Advance(Lease + TimeSpan.FromSeconds(1));
        Assert.IsType<ClaimResult.NoLease>(await ClaimAsync(call));
        Assert.True((await Journal.RenewAsync("w1", Lease, Ct)).Alive);
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(call));
    }

    [Fact]
    public async Task A_retired_node_claims_nothing()
    {
        await NodeAsync("w1");
        await Journal.RetireAsync("w1", Ct);
        Assert.IsType<ClaimResult.NoLease>(await ClaimAsync(new CallId(await AcceptAsync(), 1)));
    }

    [Fact]
    public async Task Of_many_claims_at_once_one_wins()
    {
        var call = new CallId(await AcceptAsync(), 1);
        for (var node = 0; node < 8; node++)
        {
            await NodeAsync($"w{node}");
        }

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(n => Task.Run(async () => await ClaimAsync(call, $"w{n % 8}"))));
        Assert.Single(results.OfType<ClaimResult.Claimed>());
        Assert.Equal(63, results.OfType<ClaimResult.Lost>().Count());
        Assert.Single(await Journal.ReadAttemptsAsync(call.Request, Ct));
        Assert.Equal((1L, 1), ((await CallAsync(call)).Fence, (await CallAsync(call)).AttemptsUsed));
    }

    [Fact]
    public async Task A_further_attempt_needs_the_current_fence_and_counts_once()
    {
        var call = await InFlightAsync();
        var second = new NewAttempt(1, 2, "m@two", "fail-over");
        var first = Now;
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Journal.AddAttemptAsync(call, second, Ct));
        Assert.True(await Journal.AddAttemptAsync(call, second, Ct)); // the reply was lost
        Assert.False(await Journal.AddAttemptAsync(call, new NewAttempt(2, 1, "m@two", "fail-over"), Ct));
        var row = await CallAsync(call);
        Assert.Equal((2, "m@two", first, Now), (row.AttemptsUsed, row.Deployment, row.FirstSentAt, row.SentAt));
        await StoreAsync(call, 1, Moves.Fail);
        Assert.False(await Journal.AddAttemptAsync(call, new NewAttempt(1, 3, "m@one", "late"), Ct));
        Assert.Equal(2, (await Journal.ReadAttemptsAsync(call.Request, Ct)).Count);
    }

    [Fact]
    public async Task A_postponed_call_waits_and_its_mark_is_cleared()
    {
        await NodeAsync("w1");
        var call = new CallId(await AcceptAsync(), 1);
        await MarkAsync();
        await Journal.PostponeAsync(call, 0, Now.AddSeconds(7), Ct);
        Assert.Empty(await MarkAsync());
        Assert.IsType<ClaimResult.Lost>(await ClaimAsync(call));
        Assert.Equal(Now.AddSeconds(7), await Journal.NextDueAsync("default", null, Ct));
        Clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal([call], await MarkAsync());
    }

    [Fact]
    public async Task A_postpone_with_an_old_fence_or_of_a_claimed_call_does_nothing()
    {
        var call = await InFlightAsync();
        await Journal.PostponeAsync(call, 1, Now.AddHours(1), Ct);
        await StoreAsync(call, 1, Moves.Retry);
        await Journal.PostponeAsync(call, 0, Now.AddHours(1), Ct);
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(call, fence: 1));
    }
}
