using AiCouncil.Journal;
using Xunit;

namespace AiCouncil.Conformance.Journal;

public abstract partial class JournalConformance
{
    private static readonly TimeSpan RelayLease = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task One_process_relays_a_pool_until_its_lease_ends()
    {
        Assert.True(await HoldAsync("one"));
        Assert.False(await HoldAsync("two"));
        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(await HoldAsync("one"));
        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.False(await HoldAsync("two"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await HoldAsync("two"));
        Assert.False(await HoldAsync("one"));
    }

    [Fact]
    public async Task Pools_are_relayed_by_different_processes()
    {
        Assert.True(await HoldAsync("one"));
        Assert.True(await Journal.HoldRelayAsync("gpu", "two", RelayLease, Ct));
        Assert.False(await Journal.HoldRelayAsync("gpu", "one", RelayLease, Ct));
    }

    [Fact]
    public async Task A_relay_that_was_given_back_is_free_and_only_its_holder_can_give_it_back()
    {
        Assert.True(await HoldAsync("one"));
        Assert.False(await Journal.HoldRelayAsync("default", "two", TimeSpan.Zero, Ct));
        Assert.False(await HoldAsync("two"));
        Assert.False(await Journal.HoldRelayAsync("default", "one", TimeSpan.Zero, Ct));
        Assert.True(await HoldAsync("two"));
    }

    [Fact]
    public async Task Of_many_that_ask_at_once_one_relays()
    {
        var held = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => HoldAsync($"process {i}").AsTask()));
        Assert.Single(held, it => it);
    }

    [Fact]
    public async Task Marks_of_a_lost_queue_are_cleared_and_those_of_claimed_calls_stay_gone()
    {
        await NodeAsync("w1");
        await AcceptAsync(calls: 4);
        var marked = await MarkAsync(slots: 8);
        await ClaimAsync(marked[0]);
        Assert.Equal(0, await Journal.ClearMarksOfPoolAsync("gpu", Ct));
        Assert.Equal(3, await Journal.ClearMarksOfPoolAsync("default", Ct));
        Assert.Equal(marked.Skip(1), await MarkAsync(slots: 8));
    }

    [Fact]
    public async Task Published_calls_are_counted_by_the_age_of_their_mark()
    {
        await NodeAsync("w1");
        await AcceptAsync(calls: 3);
        var marked = await MarkAsync(slots: 8);
        Assert.Equal(0, await CountAsync());
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(3, await CountAsync());
        await ClaimAsync(marked[0]);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task A_node_is_read_with_its_pools_its_version_and_lost_when_its_lease_ended()
    {
        var slots = new Dictionary<string, int> { ["a"] = 8, ["b"] = 24 };
        await Journal.RegisterAsync(Samples.Node("w1", "n1", Now, Now + Lease) with { PoolSlots = slots, Version = "1.2.3" }, Ct);
        var node = Assert.Single(await Journal.ReadNodesAsync(Ct));
        Assert.Equal(slots, node.PoolSlots);
        Assert.Equal(("1.2.3", NodeRow.Ready), (node.Version, node.State));
        Clock.Advance(Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(NodeRow.Lost, Assert.Single(await Journal.ReadNodesAsync(Ct)).State);
        await Journal.RetireAsync("w1", Ct);
        Assert.Equal(NodeRow.Retired, Assert.Single(await Journal.ReadNodesAsync(Ct)).State);
    }

    [Fact]
    public async Task A_lease_runs_by_the_clock_of_the_journal_whatever_the_nodes_says()
    {
        var wrong = Now.AddHours(-1);
        await Journal.RegisterAsync(Samples.Node("w1", "n1", wrong, wrong + Lease), Ct);
        await AcceptAsync(calls: 1);
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync((await MarkAsync())[0]));
    }

    [Fact]
    public async Task A_node_that_was_proven_dead_does_not_revive_its_lease_by_registering_again()
    {
        await Journal.RegisterAsync(Samples.Node("old", "n1", Now, Now + Lease), Ct);
        Clock.Advance(Lease + TimeSpan.FromSeconds(1));
        await Journal.RegisterAsync(Samples.Node("new", "n1", Now, Now + Lease), Ct);
        await Journal.RegisterAsync(Samples.Node("old", "n1", Now, Now + Lease) with { State = NodeRow.Draining }, Ct);
        Assert.Equal(NodeRow.Lost, (await Journal.ReadNodesAsync(Ct)).Single(it => it.Incarnation == "old").State);
        Assert.False((await Journal.RenewAsync("new", Lease, Ct)).Superseded);
    }

    [Fact]
    public async Task A_relay_lease_beyond_its_length_is_free_since_the_clock_was_set_back()
    {
        Assert.True(await Journal.HoldRelayAsync("default", "one", TimeSpan.FromHours(1), Ct));
        Assert.True(await HoldAsync("two"));
    }

    private ValueTask<bool> HoldAsync(string incarnation) => Journal.HoldRelayAsync("default", incarnation, RelayLease, Ct);

    private ValueTask<int> CountAsync() => Journal.CountPublishedAsync("default", null, TimeSpan.FromSeconds(2), Ct);
}
