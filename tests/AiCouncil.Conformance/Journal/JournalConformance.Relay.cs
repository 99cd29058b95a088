using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 6)]
    [InlineData(5, 7)]
    public async Task The_window_is_the_free_slots_and_half_of_all(int slots, int window)
    {
        await AcceptAsync(calls: 12);
        Assert.Equal(window, (await MarkAsync(slots)).Count);
        Assert.Empty(await MarkAsync(slots));
    }

    [Fact]
    public async Task Calls_in_flight_and_published_ones_narrow_the_window()
    {
        await NodeAsync("w1");
        var id = await AcceptAsync(calls: 20);
        var first = await MarkAsync(slots: 4);
        Assert.Equal(6, first.Count);
        foreach (var call in first.Take(3))
        {
            await ClaimAsync(call);
        }

        Assert.Empty(await MarkAsync(slots: 4)); // 1 free + 2 = 3, and 3 are published
        await StoreAsync(first[0], 1, AiCouncil.Journal.Moves.Complete);
        Assert.Equal([new CallId(id, 7)], await MarkAsync(slots: 4));
    }

    [Fact]
    public async Task More_in_flight_than_slots_leaves_half_a_window_of_hints()
    {
        await NodeAsync("w1");
        await AcceptAsync(calls: 20);
        foreach (var call in await MarkAsync(slots: 8))
        {
            await ClaimAsync(call);
        }

        Assert.Equal(2, (await MarkAsync(slots: 4)).Count);
    }

    [Fact]
    public async Task Calls_are_published_by_their_order_key_across_requests()
    {
        var late = await AcceptAsync(change: row => row with { OrderKey = 5 });
        var early = await AcceptAsync(change: row => row with { OrderKey = 1 });
        var middle = await AcceptAsync(change: row => row with { OrderKey = 2.5 });
        Assert.Equal([early, middle, late], (await MarkAsync()).Select(call => call.Request));
    }

    [Fact]
    public async Task A_model_gets_no_more_hints_than_it_has_room_for()
    {
        await AcceptAsync(calls: 6);
        Assert.Equal(2, (await MarkAsync(room: ("m", 2))).Count);
        Assert.Empty(await MarkAsync(room: ("m", 2))); // two are published and unclaimed
        Assert.Single(await MarkAsync(room: ("m", 3)));
        Assert.Equal(3, (await MarkAsync()).Count);
    }

    [Fact]
    public async Task A_bound_counts_what_runs_anywhere_beside_what_is_published()
    {
        await NodeAsync("w1");
        await AcceptAsync(calls: 6);
        var bounds = new PublishLimits(10) { Bounds = new Dictionary<string, int> { ["m"] = 3 } };
        var first = await Journal.MarkPublishedAsync("default", null, bounds, Ct);
        Assert.Equal(3, first.Count);
        var fence = Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(first[0])).Fence;
        Assert.Empty(await Journal.MarkPublishedAsync("default", null, bounds, Ct)); // one runs, two wait for a worker
        await StoreAsync(first[0], fence, Moves.Complete, "done");
        Assert.Single(await Journal.MarkPublishedAsync("default", null, bounds, Ct));
    }

    [Fact]
    public async Task A_model_without_room_never_blocks_another()
    {
        await AcceptAsync(calls: 20);
        var other = await AcceptAsync(calls: 2, change: row => row with { Model = "other", OrderKey = 1_000 });
        Assert.Equal([1, 2], (await MarkAsync(slots: 4, room: ("m", 0))).Select(call => call.Number));
        await AcceptAsync(calls: 1, change: row => row with { Model = "third", OrderKey = 2_000 });
        var chosen = await MarkAsync(slots: 4, room: [("m", 1), ("other", 2)]);
        Assert.Equal(2, chosen.Count); // one of the bounded model, then past its nineteen others
        Assert.DoesNotContain(chosen, call => call.Request == other);
    }

    [Fact]
    public async Task Pools_and_owners_do_not_see_each_others_calls()
    {
        var mine = await AcceptAsync(owner: "p1");
        await AcceptAsync(owner: "p2");
        await AcceptAsync();
        await AcceptAsync(owner: "p1", change: row => row with { Pool = "gpu" });
        Assert.Equal([mine], (await MarkAsync(owner: "p1")).Select(call => call.Request));
        Assert.Empty(await MarkAsync(owner: "p3"));
        Assert.Equal(["default", "gpu"], (await Journal.DepthAsync("p1", Ct)).Select(depth => depth.Pool));
        Assert.Null(await Journal.NextDueAsync("default", "p1", Ct));
    }

    [Fact]
    public async Task A_cleared_mark_is_published_again_and_a_claimed_call_is_not()
    {
        await NodeAsync("w1");
        await AcceptAsync(calls: 2);
        var marked = await MarkAsync();
        await ClaimAsync(marked[0]);
        await Journal.ClearMarksAsync([.. marked, new CallId(Samples.NextId(), 1)], Ct);
        Assert.Equal([marked[1]], await MarkAsync());
    }

    [Fact]
    public async Task Only_marks_of_an_age_are_stale()
    {
        await AcceptAsync(owner: "p1");
        var marked = await MarkAsync(owner: "p1");
        Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, await Journal.ClearStaleMarksAsync("p1", TimeSpan.FromSeconds(60), Ct));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await Journal.ClearStaleMarksAsync("p2", TimeSpan.FromSeconds(60), Ct));
        Assert.Equal(1, await Journal.ClearStaleMarksAsync("p1", TimeSpan.FromSeconds(60), Ct));
        Assert.Equal(marked, await MarkAsync(owner: "p1"));
    }

    [Fact]
    public async Task Depth_counts_each_pool_from_the_call_rows()
    {
        await NodeAsync("w1");
        var id = await AcceptAsync(calls: 4, change: row => row.Id.Number == 4 ? row with { NotBefore = Now.AddHours(1) } : row);
        await AcceptAsync(change: row => row with { Pool = "gpu" });
        await ClaimAsync(new CallId(id, 1));
        await MarkAsync(slots: 2);
        Clock.Advance(TimeSpan.FromSeconds(2));
        var depth = await Journal.DepthAsync(null, Ct);
        Assert.Equal([new("default", 2, 2, 1, 2_000), new("gpu", 1, 0, 0, 2_000)], depth);
    }

    [Fact]
    public async Task What_has_ended_is_in_no_depth_and_never_due()
    {
        var id = await AcceptAsync(calls: 3);
        await DecideAsync(id, view => Samples.Decision(view, Now, RequestState.Cancelled) with
        {
            Changes = [.. view.Calls.Select(call => new AiCouncil.Journal.CallChange.Cancel(call.Id.Number))],
        });
        Assert.Empty(await Journal.DepthAsync(null, Ct));
        Assert.Empty(await MarkAsync());
    }
}
