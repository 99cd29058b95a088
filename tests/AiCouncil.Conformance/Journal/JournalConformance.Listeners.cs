using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task A_listener_is_registered_with_the_accept_and_told_to_decisions_and_workers()
    {
        var request = Samples.Request(Now) with { Listener = "s1" };
        await Journal.AcceptAsync(request, Ct);
        var call = new CallId(request.Spec.Id, 1);
        Assert.Equal(["s1"], (await ViewAsync(call.Request)).Listeners);
        Assert.Equal(["s1"], (await Journal.ReadCallAsync(call, Ct))!.Listeners);
        await Journal.AcceptAsync(request, Ct); // a lost reply
        Assert.Equal(["s1"], (await ViewAsync(call.Request)).Listeners);
    }

    [Fact]
    public async Task A_request_nobody_listens_to_names_nobody()
    {
        var call = new CallId(await AcceptAsync(), 1);
        Assert.Empty((await ViewAsync(call.Request)).Listeners);
        Assert.Empty((await Journal.ReadCallAsync(call, Ct))!.Listeners);
    }

    [Fact]
    public async Task A_later_listener_learns_which_calls_run_already_and_the_next_ones_learn_of_it()
    {
        await NodeAsync("w1");
        var id = await AcceptAsync(calls: 3, change: call => call.Id.Number == 3 ? call with { Grant = call.Grant with { Stream = false } } : call);
        await ClaimAsync(new CallId(id, 1));
        await ClaimAsync(new CallId(id, 3));
        Assert.Equal([new RunningCall(new CallId(id, 1), "w1")], await Journal.ListenAsync(id, "s1", Ct));
        Assert.Equal([new RunningCall(new CallId(id, 1), "w1")], await Journal.ListenAsync(id, "s1", Ct));
        await Journal.ListenAsync(id, "s2", Ct);
        Assert.Equal(["s1", "s2"], (await ViewAsync(id)).Listeners.Order());
        Assert.Equal(["s1", "s2"], (await Journal.ReadCallAsync(new CallId(id, 2), Ct))!.Listeners.Order());
        Assert.Equal(["s1", "s2"], (await Journal.ReadCallAsync(new CallId(id, 2), Ct))!.Listeners.Order());
    }

    [Fact]
    public async Task An_ended_or_unknown_request_takes_no_listener_and_an_erased_one_keeps_none()
    {
        var id = await AcceptAsync();
        await Journal.ListenAsync(id, "s1", Ct);
        await DecideAsync(id, view => Samples.Decision(view, Now, RequestState.Cancelled) with { Changes = [new CallChange.Cancel(1)] });
        await Journal.ListenAsync(id, "s2", Ct);
        Assert.Empty(await Journal.ListenAsync(Samples.NextId(), "s1", Ct));
        Assert.Equal(["s1"], (await ViewAsync(id)).Listeners);
        Assert.True(await Journal.DeleteAsync(id, Ct));
        await Journal.PruneAsync(Now, 10, Ct);
        Assert.Empty(await Journal.ReadProgressAsync([id], Ct));
    }

    [Fact]
    public async Task Retention_forgets_listeners_a_minute_after_the_deadline()
    {
        var id = await AcceptAsync();
        await Journal.ListenAsync(id, "s1", Ct);
        Clock.Advance(TimeSpan.FromMinutes(3.5));
        await Journal.PruneAsync(Now.AddDays(-1), 10, Ct);
        Assert.Equal(["s1"], (await ViewAsync(id)).Listeners);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Journal.PruneAsync(Now.AddDays(-1), 10, Ct);
        Assert.Empty((await ViewAsync(id)).Listeners);
    }

    [Fact]
    public async Task The_progress_of_many_requests_is_read_at_once()
    {
        var (first, second) = (await AcceptAsync(), await AcceptAsync());
        await DecideAsync(second);
        var progress = await Journal.ReadProgressAsync([first, second, Samples.NextId()], Ct);
        Assert.Equal(2, progress.Count);
        Assert.Equal(new RequestProgress(1, RequestState.Queued), progress[first]);
        Assert.Equal(new RequestProgress(2, RequestState.InProgress), progress[second]);
    }

    [Fact]
    public async Task The_stores_clock_can_be_asked() =>
        Assert.Equal(Now, await Journal.ReadClockAsync(Ct) ?? Now);
}
