using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task A_decision_is_stored_only_on_the_version_it_was_taken_from()
    {
        var id = await AcceptAsync();
        var view = await ViewAsync(id);
        Assert.True(await Journal.StoreDecisionAsync(id, Samples.Decision(view, Now), Ct));
        Assert.False(await Journal.StoreDecisionAsync(id, Samples.Decision(view, Now), Ct));
        var after = (await ViewAsync(id)).Request;
        Assert.Equal((view.Request.Version + 1, 2L, RequestState.InProgress), (after.Version, after.Sequence, after.State));
    }

    [Fact]
    public async Task A_decision_on_no_request_is_refused()
    {
        var view = await ViewAsync(await AcceptAsync());
        Assert.False(await Journal.StoreDecisionAsync(Samples.NextId(), Samples.Decision(view, Now), Ct));
    }

    [Fact]
    public async Task A_refused_decision_leaves_no_trace()
    {
        var id = await AcceptAsync();
        var old = await ViewAsync(id);
        await DecideAsync(id);
        var late = Samples.Decision(old, Now) with { NewCalls = [Samples.Call(id, 7, "h")], Payloads = [new Payload("h", "text")] };
        Assert.False(await Journal.StoreDecisionAsync(id, late, Ct));
        Assert.Single((await ViewAsync(id)).Calls);
        Assert.Empty(await Journal.ReadTextsAsync(id, ["h"], Ct));
        Assert.Equal(2, (await Journal.ReadEventsAsync(id, 0, 10, Ct)).Count);
    }

    [Fact]
    public async Task A_decision_that_breaks_a_rule_is_not_stored_in_part()
    {
        var id = await AcceptAsync();
        var view = await ViewAsync(id);
        var twice = Samples.Decision(view, Now) with { NewCalls = [Samples.Call(id, 2, "h") with { Replica = 1 }] };
        await Assert.ThrowsAnyAsync<Exception>(async () => await Journal.StoreDecisionAsync(id, twice, Ct));
        Assert.Equal(view.Request.Version, (await ViewAsync(id)).Request.Version);
        Assert.True(await DecideAsync(id)); // and the journal goes on
    }

    [Fact]
    public async Task Sequence_numbers_stay_gapless_under_racing_decisions()
    {
        var id = await AcceptAsync();
        var stored = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            var mine = 0;
            for (var i = 0; i < 10; i++)
            {
                mine += await DecideAsync(id, view => Samples.Decision(view, Now) with { Events = [Samples.Event(Now, "a"), Samples.Event(Now, "b")] }) ? 1 : 0;
            }

            return mine;
        })));
        var view = await ViewAsync(id);
        var events = await Journal.ReadEventsAsync(id, 0, 1_000, Ct);
        Assert.Equal(1 + 2 * stored.Sum(), view.Request.Sequence);
        Assert.Equal(Enumerable.Range(1, (int)view.Request.Sequence).Select(n => (long?)n), events.Select(one => one.Sequence));
    }

    [Fact]
    public async Task Events_are_read_after_a_number_up_to_a_limit()
    {
        var id = await AcceptAsync();
        await DecideAsync(id, view => Samples.Decision(view, Now) with { Events = [.. "abcd".Select(name => Samples.Event(Now, $"{name}"))] });
        var page = await Journal.ReadEventsAsync(id, 2, 2, Ct);
        Assert.Equal([(3L, "b"), (4L, "c")], page.Select(one => (one.Sequence!.Value, one.Type)));
    }

    [Fact]
    public async Task A_decision_deletes_only_the_wakes_it_saw()
    {
        await NodeAsync("w1");
        var id = await AcceptAsync(calls: 2);
        await ClaimAsync(new CallId(id, 1));
        await ClaimAsync(new CallId(id, 2));
        await StoreAsync(new CallId(id, 1), 1, Moves.Complete);
        var view = await ViewAsync(id);
        await StoreAsync(new CallId(id, 2), 1, Moves.Complete);
        Assert.True(await Journal.StoreDecisionAsync(id, Samples.Decision(view, Now), Ct));
        Assert.True(await Journal.HasWakesAsync(id, Ct));
        Assert.Single((await ViewAsync(id)).Wakes);
        Assert.True(await DecideAsync(id));
        Assert.False(await Journal.HasWakesAsync(id, Ct));
    }

    [Fact]
    public async Task What_was_logged_is_no_news_any_more()
    {
        var call = await InFlightAsync();
        Assert.True((await CallAsync(call)).HasNews);
        await DecideAsync(call.Request);
        Assert.False((await CallAsync(call)).HasNews);
        await StoreAsync(call, 1, Moves.Complete);
        Assert.True((await CallAsync(call)).HasNews);
    }

    [Fact]
    public async Task A_terminal_state_absorbs_and_has_no_timer()
    {
        var id = await AcceptAsync();
        await DecideAsync(id, view => Samples.Decision(view, Now, RequestState.Completed));
        await DecideAsync(id, view => Samples.Decision(view, Now, RequestState.InProgress));
        await DecideAsync(id, view => Samples.Decision(view, Now, RequestState.Failed) with { Final = Samples.Final(id, Now, RequestState.Failed) });
        var request = (await ViewAsync(id)).Request;
        Assert.Equal((RequestState.Completed, RequestState.Completed), (request.State, request.Final!.Status));
        Assert.Null(request.NextTimer);
        Assert.Equal(4, request.Sequence);
    }

    [Fact]
    public async Task A_cancel_ends_calls_that_are_ready_or_in_flight_and_no_others()
    {
        await NodeAsync("w1");
        var id = await AcceptAsync(calls: 4);
        await ClaimAsync(new CallId(id, 2));
        await ClaimAsync(new CallId(id, 3));
        await ClaimAsync(new CallId(id, 4));
        await StoreAsync(new CallId(id, 3), 1, Moves.Complete);
        await StoreAsync(new CallId(id, 4), 1, Moves.Unknown);
        await DecideAsync(id, view => Samples.Decision(view, Now) with
        {
            Changes = [.. view.Calls.Select(call => new CallChange.Cancel(call.Id.Number))],
        });
        Assert.Equal(
            [CallState.Cancelled, CallState.Cancelled, CallState.Completed, CallState.OutcomeUnknown],
            (await ViewAsync(id)).Calls.Select(call => call.State));
    }

    [Fact]
    public async Task A_reissue_makes_an_unknown_call_ready_with_one_more_attempt()
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Unknown);
        await DecideAsync(call.Request, view => Samples.Decision(view, Now) with { Changes = [new CallChange.Reissue(1)] });
        var row = await CallAsync(call);
        Assert.Equal((CallState.Ready, 4, 1, false), (row.State, row.Grant.Attempts, row.Losses, row.HolderGone));
        Assert.Equal([call], await MarkAsync());
        Assert.Equal(2, Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(call, fence: 1)).Fence);
    }

    [Fact]
    public async Task Giving_up_an_unknown_call_fails_it_as_lost()
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Unknown);
        await DecideAsync(call.Request, view => Samples.Decision(view, Now) with { Changes = [new CallChange.GiveUp(1)] });
        var row = await CallAsync(call);
        Assert.Equal((CallState.Failed, "worker_lost"), (row.State, row.Error));
    }

    [Fact]
    public async Task Changes_to_calls_in_another_state_do_nothing()
    {
        var id = await AcceptAsync();
        await DecideAsync(id, view => Samples.Decision(view, Now) with { Changes = [new CallChange.Reissue(1), new CallChange.GiveUp(1), new CallChange.Cancel(9)] });
        Assert.Equal(CallState.Ready, (await ViewAsync(id)).Calls.Single().State);
    }

    [Fact]
    public async Task A_subtask_is_replaced_by_its_order()
    {
        var id = await AcceptAsync();
        await DecideAsync(id, view => Samples.Decision(view, Now) with { Subtasks = [Samples.MainSubtask(SubtaskState.Decided) with { WinnerCall = 1 }] });
        var row = Assert.Single((await ViewAsync(id)).Subtasks);
        Assert.Equal((SubtaskState.Decided, 1), (row.State, row.WinnerCall));
    }
}
