using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task Old_wakes_are_swept_and_young_ones_are_left_to_their_hint()
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Complete);
        Assert.Empty((await Journal.SweepAsync(null, TimeSpan.FromSeconds(1), 10, Ct)).Woken);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty((await Journal.SweepAsync("p2", TimeSpan.FromSeconds(1), 10, Ct)).Woken);
        Assert.Equal([call.Request], (await Journal.SweepAsync(null, TimeSpan.FromSeconds(1), 10, Ct)).Woken);
    }

    [Fact]
    public async Task Timers_are_due_in_order_up_to_a_limit()
    {
        var late = await AcceptAsync();
        await DecideAsync(late, view => Samples.Decision(view, Now) with { NextTimer = Now.AddSeconds(20) });
        var early = await AcceptAsync();
        await DecideAsync(early, view => Samples.Decision(view, Now) with { NextTimer = Now.AddSeconds(10) });
        await AcceptAsync(owner: "p2");
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([early], (await Journal.SweepAsync(null, TimeSpan.Zero, 10, Ct)).Due);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([early, late], (await Journal.SweepAsync(null, TimeSpan.Zero, 10, Ct)).Due);
        Assert.Equal([early], (await Journal.SweepAsync(null, TimeSpan.Zero, 1, Ct)).Due);
    }

    [Fact]
    public async Task Unfinished_requests_are_listed_with_the_models_they_need()
    {
        var mine = await AcceptAsync(calls: 3, owner: "p1", change: row => row with { Model = row.Id.Number == 3 ? "b" : "a" });
        var bare = await AcceptAsync(calls: 0);
        var ended = await AcceptAsync();
        await DecideAsync(ended, view => Samples.Decision(view, Now, RequestState.Failed));
        var owned = await Journal.ReadOwnedAsync(Ct);
        Assert.Equal([mine, bare], owned.Select(one => one.Id));
        Assert.Equal(("p1", Now.AddMinutes(3)), (owned[0].Owner, owned[0].Deadline));
        Assert.Equal([new OwnedModel("a", true), new OwnedModel("b", true)], owned[0].Models.OrderBy(model => model.Model));
        Assert.Empty(owned[1].Models);
    }

    [Fact]
    public async Task An_adoption_is_a_compare_and_set_on_the_owner()
    {
        var id = await AcceptAsync(owner: "p1");
        await MarkAsync(owner: "p1");
        var before = await ViewAsync(id);
        Assert.False(await Journal.AdoptAsync(id, "p9", "p2", null, Ct));
        Assert.True(await Journal.AdoptAsync(id, "p1", "p2", Now.AddHours(1), Ct));
        Assert.False(await Journal.AdoptAsync(id, "p1", "p3", null, Ct));
        var request = (await ViewAsync(id)).Request;
        Assert.Equal(("p2", Now.AddHours(1), Now), (request.Owner, request.Deadline, request.NextTimer));
        Assert.False(await Journal.StoreDecisionAsync(id, Samples.Decision(before, Now), Ct)); // the old owner's
        Assert.Equal([id], (await Journal.SweepAsync("p2", TimeSpan.Zero, 10, Ct)).Due);
        Assert.Equal([new CallId(id, 1)], await MarkAsync(owner: "p2")); // its mark was the dead process's
        Assert.Empty(await Journal.DepthAsync("p1", Ct));
    }

    [Fact]
    public async Task New_calls_of_an_adopted_request_belong_to_the_new_owner()
    {
        var id = await AcceptAsync(owner: "p1");
        await Journal.AdoptAsync(id, "p1", "p2", null, Ct);
        await DecideAsync(id, view => Samples.Decision(view, Now) with { NewCalls = [view.Calls[0] with { Id = new CallId(id, 2), Replica = 2 }] });
        Assert.Equal(2, (await MarkAsync(owner: "p2")).Count);
    }

    [Fact]
    public async Task An_adoption_without_an_owner_before_and_without_a_deadline_keeps_the_deadline()
    {
        var id = await AcceptAsync();
        Assert.True(await Journal.AdoptAsync(id, null, "p1", null, Ct));
        Assert.Equal(Now.AddMinutes(3), (await ViewAsync(id)).Request.Deadline);
    }

    [Fact]
    public async Task An_ended_request_is_not_adopted()
    {
        var id = await AcceptAsync(owner: "p1");
        await DecideAsync(id, view => Samples.Decision(view, Now, RequestState.Completed));
        Assert.False(await Journal.AdoptAsync(id, "p1", "p2", null, Ct));
    }

    [Fact]
    public async Task A_deleted_request_leaves_its_idempotency_key_alone()
    {
        var request = Samples.Request(Now, key: "k");
        await Journal.AcceptAsync(request, Ct);
        Assert.False(await Journal.DeleteAsync(request.Spec.Id, Ct)); // it runs
        await DecideAsync(request.Spec.Id, view => Samples.Decision(view, Now, RequestState.Completed));
        Assert.True(await Journal.DeleteAsync(request.Spec.Id, Ct));
        Assert.False(await Journal.DeleteAsync(request.Spec.Id, Ct));
        Assert.Null(await Journal.ReadAsync(request.Spec.Id, Ct));
        Assert.Empty(await Journal.ReadTextsAsync(request.Spec.Id, [request.Conversation.Hash], Ct));
        Assert.Empty(await Journal.ReadEventsAsync(request.Spec.Id, 0, 10, Ct));
        Assert.Equal(request.Spec.Id, Assert.IsType<AcceptResult.Joined>(await Journal.AcceptAsync(Samples.Request(Now, key: "k"), Ct)).Id);
    }

    [Fact]
    public async Task Pruning_erases_what_ended_before_and_nothing_else()
    {
        var old = await AcceptAsync();
        await DecideAsync(old, view => Samples.Decision(view, Now, RequestState.Completed));
        var running = await AcceptAsync();
        Clock.Advance(TimeSpan.FromDays(31));
        var young = await AcceptAsync();
        await DecideAsync(young, view => Samples.Decision(view, Now, RequestState.Failed));
        Assert.Equal(1, await Journal.PruneAsync(Now.AddDays(-30), 100, Ct));
        Assert.Null(await Journal.ReadAsync(old, Ct));
        Assert.NotNull(await Journal.ReadAsync(running, Ct));
        Assert.NotNull(await Journal.ReadAsync(young, Ct));
    }

    [Fact]
    public async Task Pruning_goes_in_steps_of_its_limit()
    {
        for (var i = 0; i < 5; i++)
        {
            await DecideAsync(await AcceptAsync(), view => Samples.Decision(view, Now, RequestState.Completed));
        }

        Clock.Advance(TimeSpan.FromDays(1));
        foreach (var erased in new[] { 3, 2, 0 })
        {
            Assert.Equal(erased, await Journal.PruneAsync(Now, 3, Ct));
        }
    }

    [Fact]
    public async Task Requests_are_listed_newest_first_page_by_page_with_their_cost()
    {
        var ids = new List<RequestId>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, await AcceptAsync(calls: 2));
        }

        await NodeAsync("w1");
        await ClaimAsync(new CallId(ids[0], 1));
        await StoreAsync(new CallId(ids[0], 1), 1, Moves.Complete, cost: new Usd(7));
        var first = await Journal.ListAsync(new RequestFilter(null, null, null, 3), Ct);
        Assert.Equal(ids[..3], first.Rows.Select(row => row.Spec.Id));
        Assert.Equal((new Usd(7), Usd.Zero, true), (first.Costs[ids[0]]!.Value, first.Costs[ids[1]]!.Value, first.More));
        var second = await Journal.ListAsync(new RequestFilter(null, null, ids[2], 3), Ct);
        Assert.Equal(ids[3..], second.Rows.Select(row => row.Spec.Id));
        Assert.False(second.More);
    }

    [Fact]
    public async Task A_list_is_filtered_by_tenant_and_state()
    {
        var other = Samples.Request(Now);
        await Journal.AcceptAsync(other with { Spec = other.Spec with { Tenant = "other" } }, Ct);
        var done = await AcceptAsync();
        await DecideAsync(done, view => Samples.Decision(view, Now, RequestState.Completed));
        await AcceptAsync();
        Assert.Equal([other.Spec.Id], (await Journal.ListAsync(new RequestFilter("other", null, null, 9), Ct)).Rows.Select(row => row.Spec.Id));
        Assert.Equal([done], (await Journal.ListAsync(new RequestFilter("default", RequestState.Completed, null, 9), Ct)).Rows.Select(row => row.Spec.Id));
    }
}
