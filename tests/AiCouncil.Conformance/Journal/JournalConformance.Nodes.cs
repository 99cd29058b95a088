using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task A_registered_node_is_listed_with_what_it_holds()
    {
        await InFlightAsync();
        var node = Assert.Single(await Journal.ReadNodesAsync(Ct));
        Assert.Equal(
            ("w1", "worker", "ready", 4, 1, Now, Now + Lease),
            (node.Incarnation, node.Role, node.State, node.Slots, node.InFlight, node.LastSeen, node.LeaseUntil));
        Assert.Equal(["default"], node.Pools);
    }

    [Fact]
    public async Task A_renewal_extends_the_lease_and_lists_what_is_held()
    {
        var call = await InFlightAsync();
        Clock.Advance(TimeSpan.FromSeconds(10));
        var renewal = await Journal.RenewAsync("w1", Lease, Ct);
        Assert.Equal((true, false), (renewal.Alive, renewal.Superseded));
        Assert.Equal([new HeldCall(call, 1)], renewal.Held);
        Assert.Empty(renewal.Cancelled);
        Assert.Equal(Now + Lease, (await Journal.ReadNodesAsync(Ct)).Single().LeaseUntil);
    }

    [Fact]
    public async Task A_renewal_tells_which_calls_nobody_wants_any_more()
    {
        var call = await InFlightAsync();
        await DecideAsync(call.Request, view => Samples.Decision(view, Now, RequestState.Cancelled) with { Changes = [new CallChange.Cancel(1)] });
        var renewal = await Journal.RenewAsync("w1", Lease, Ct);
        Assert.Empty(renewal.Held);
        Assert.Equal([call], renewal.Cancelled);
        await StoreAsync(call, 1, Moves.Record);
        Assert.Empty((await Journal.RenewAsync("w1", Lease, Ct)).Cancelled);
    }

    [Fact]
    public async Task An_unknown_or_retired_node_is_not_alive()
    {
        await NodeAsync("w1");
        await Journal.RetireAsync("w1", Ct);
        Assert.False((await Journal.RenewAsync("w1", Lease, Ct)).Alive);
        Assert.False((await Journal.RenewAsync("nobody", Lease, Ct)).Alive);
        Assert.Equal("retired", (await Journal.ReadNodesAsync(Ct)).Single().State);
    }

    [Fact]
    public async Task An_incarnation_goes_when_one_that_registered_before_it_still_renews()
    {
        await NodeAsync("w1-a", "w1");
        await NodeAsync("w1-b", "w1");
        await NodeAsync("w2");
        Assert.False((await Journal.RenewAsync("w1-b", Lease, Ct)).Superseded);
        var old = await Journal.RenewAsync("w1-a", Lease, Ct);
        Assert.Equal((true, false), (old.Alive, old.Superseded));
        var newer = await Journal.RenewAsync("w1-b", Lease, Ct);
        Assert.Equal((true, true), (newer.Alive, newer.Superseded)); // alive while its calls end
        Assert.False((await Journal.RenewAsync("w2", Lease, Ct)).Superseded);
    }

    [Fact]
    public async Task An_incarnation_that_has_to_go_neither_proves_the_older_dead_nor_drives_a_newer_out()
    {
        var call = await InFlightAsync();
        await NodeAsync("w1-b", "w1");
        await Journal.RenewAsync("w1", Lease, Ct);
        await NodeAsync("w1-c", "w1");
        Assert.True((await Journal.RenewAsync("w1-b", Lease, Ct)).Superseded);
        Assert.False((await Journal.RenewAsync("w1-c", Lease, Ct)).Superseded);
        await Journal.RenewAsync("w1", Lease, Ct);
        Clock.Advance(Lease + TimeSpan.FromSeconds(1));
        Assert.Equal([call.Request], await Journal.LoseExpiredAsync(null, [], Ct));
        Assert.False((await CallAsync(call)).HolderGone);
        var late = await Journal.RenewAsync("w1", Lease, Ct);
        Assert.Equal((true, false), (late.Alive, late.Superseded));
    }

    [Fact]
    public async Task A_superseded_incarnation_whose_lease_ran_out_stays_dead()
    {
        await NodeAsync("w1-a", "w1");
        await NodeAsync("w1-b", "w1");
        Clock.Advance(Lease + TimeSpan.FromSeconds(1));
        var old = await Journal.RenewAsync("w1-a", Lease, Ct);
        Assert.Equal((false, true), (old.Alive, old.Superseded));
        Assert.IsType<ClaimResult.NoLease>(await ClaimAsync(new CallId(await AcceptAsync(), 1), "w1-a"));
        Assert.True((await Journal.RenewAsync("w1-b", Lease, Ct)).Alive);
    }

    [Fact]
    public async Task An_ended_lease_loses_its_calls_and_may_be_renewed_without_them()
    {
        var call = await InFlightAsync();
        Assert.Empty(await Journal.LoseExpiredAsync(null, [], Ct));
        Clock.Advance(Lease + TimeSpan.FromSeconds(1));
        Assert.Equal([call.Request], await Journal.LoseExpiredAsync(null, [], Ct));
        Assert.Empty(await Journal.LoseExpiredAsync(null, [], Ct));
        var row = await CallAsync(call);
        Assert.Equal((CallState.OutcomeUnknown, 1, false, "lease_lost"), (row.State, row.Losses, row.HolderGone, row.Error));
        Assert.Equal(new Usd(5_000), row.Cost); // what it may have cost
        Assert.Equal(AttemptResult.Lost, (await Journal.ReadAttemptsAsync(call.Request, Ct)).Single().Result);
        Assert.Single((await ViewAsync(call.Request)).Wakes);
        var renewal = await Journal.RenewAsync("w1", Lease, Ct);
        Assert.Equal((true, 0), (renewal.Alive, renewal.Held.Count));
    }

    [Fact]
    public async Task The_truth_about_a_lost_attempt_replaces_the_estimate()
    {
        var call = await InFlightAsync();
        await Journal.LoseExpiredAsync(null, ["w1"], Ct);
        await StoreAsync(call, 1, Moves.Complete, cost: new Usd(3));
        Assert.Equal((CallState.Completed, new Usd(3)), ((await CallAsync(call)).State, (await CallAsync(call)).Cost!.Value));
    }

    [Fact]
    public async Task A_process_that_is_proven_dead_loses_its_calls_at_once()
    {
        var call = await InFlightAsync(owner: "p1");
        Assert.Empty(await Journal.LoseExpiredAsync("p2", ["w1"], Ct));
        Assert.Equal([call.Request], await Journal.LoseExpiredAsync("p1", ["w1"], Ct));
        Assert.True((await CallAsync(call)).HolderGone);
    }

    [Fact]
    public async Task A_lost_call_is_proven_later_and_wakes_its_request_again()
    {
        var call = await InFlightAsync();
        Clock.Advance(Lease + TimeSpan.FromSeconds(1));
        await Journal.LoseExpiredAsync(null, [], Ct);
        await DecideAsync(call.Request);
        await NodeAsync("w1-b", "w1");
        Assert.Equal([call.Request], await Journal.LoseExpiredAsync(null, [], Ct));
        var row = await CallAsync(call);
        Assert.Equal((true, 1), (row.HolderGone, row.Losses));
        Assert.True(await Journal.HasWakesAsync(call.Request, Ct));
        Assert.Empty(await Journal.LoseExpiredAsync(null, [], Ct));
    }

    [Fact]
    public async Task A_retired_nodes_calls_are_lost_at_once()
    {
        var call = await InFlightAsync();
        await Journal.RetireAsync("w1", Ct);
        Assert.Equal([call.Request], await Journal.LoseExpiredAsync(null, [], Ct));
    }

    [Fact]
    public async Task A_node_that_ended_long_ago_is_forgotten_when_the_next_registers()
    {
        await NodeAsync("old");
        await InFlightAsync("holder");
        Clock.Advance(TimeSpan.FromDays(2));
        await NodeAsync("new");
        Assert.Equal(["holder", "new"], (await Journal.ReadNodesAsync(Ct)).Select(node => node.Incarnation).Order());
    }

    [Fact]
    public async Task A_loss_charges_the_last_send_and_leaves_what_ended_before_it()
    {
        var call = await InFlightAsync();
        var refused = new AttemptEnd(1, AttemptResult.Rejected, "http 503", new TokenUsage(0, 0), Usd.Zero);
        Assert.True(await Journal.AddAttemptAsync(call, new NewAttempt(1, 2, "m@two", "fail-over") { Previous = refused }, Ct));
        await Journal.LoseExpiredAsync(null, ["w1"], Ct);
        var attempts = await Journal.ReadAttemptsAsync(call.Request, Ct);
        Assert.Equal([AttemptResult.Rejected, AttemptResult.Lost], attempts.Select(it => it.Result));
        var row = await CallAsync(call);
        Assert.Equal((row.Grant.Upper, (Usd?)Usd.Zero), (row.Cost, attempts[0].Cost));
    }
}
