using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Conformance.Journal;

public abstract partial class JournalConformance
{
    private const int StressRequests = 200;

    /// <summary>Racing workers and racing deciders on every request; then everything that must hold is looked at.</summary>
    [Fact]
    public async Task Two_hundred_requests_live_at_once_and_every_promise_holds()
    {
        await NodeAsync("w1");
        await NodeAsync("w2");
        var paid = await Task.WhenAll(Enumerable.Range(0, StressRequests).Select(n => Task.Run(() => LiveAsync(n))));
        Assert.Empty(await Journal.DepthAsync(null, Ct));
        Assert.Empty((await Journal.SweepAsync(null, TimeSpan.Zero, 10, Ct)).Woken);
        Assert.Empty((await Journal.RenewAsync("w1", Lease, Ct)).Held);
        var listed = await Journal.ListAsync(new RequestFilter(null, RequestState.Completed, null, 500), Ct);
        Assert.Equal(StressRequests, listed.Rows.Count);
        foreach (var (id, cost) in paid)
        {
            Assert.Equal(cost, listed.Costs[id]);
            await InspectAsync(id);
        }
    }

    private async Task<(RequestId Id, Usd Paid)> LiveAsync(int n)
    {
        var id = await AcceptAsync(calls: 2);
        var work = Enumerable.Range(1, 2).SelectMany(call => new[] { "w1", "w2" }.Select(node => WorkAsync(new CallId(id, call), node, fails: n % 5 == 0)));
        var spent = await Task.WhenAll(work);
        await Task.WhenAll(FoldAsync(id), FoldAsync(id));
        return (id, spent.Aggregate(Usd.Zero, (sum, one) => sum + one));
    }

    /// <summary>What it paid: a failure first where asked, then the answer, if it won the claim.</summary>
    private async Task<Usd> WorkAsync(CallId call, string node, bool fails)
    {
        var paid = Usd.Zero;
        for (var fence = 0L; fence < (fails ? 2 : 1); fence++)
        {
            if (await ClaimAsync(call, node, fence) is ClaimResult.Claimed claimed)
            {
                var cost = new Usd(10 + claimed.Fence);
                var move = fails && claimed.Fence == 1 ? Moves.Retry : Moves.Complete;
                Assert.True((await StoreAsync(call, claimed.Fence, move, cost: cost)).Moved);
                paid += cost;
                if (move == Moves.Retry)
                {
                    continue;
                }
            }
            else if (fails)
            {
                // The other one has the first claim; wait for its end as a worker would: by reading.
                while ((await CallAsync(call)) is { State: CallState.InFlight, Fence: var now } && now == fence + 1)
                {
                    await Task.Yield();
                }
            }
        }

        return paid;
    }

    private async Task FoldAsync(RequestId id)
    {
        while ((await ViewAsync(id)).Request is { Terminal: false } || await Journal.HasWakesAsync(id, Ct))
        {
            await DecideAsync(id, view => Samples.Decision(
                view, Now, view.Calls.All(call => call.Finished) ? RequestState.Completed : RequestState.InProgress));
        }
    }

    private async Task InspectAsync(RequestId id)
    {
        var view = await ViewAsync(id);
        var events = await Journal.ReadEventsAsync(id, 0, 10_000, Ct);
        Assert.Equal(Enumerable.Range(1, (int)view.Request.Sequence).Select(n => (long?)n), events.Select(one => one.Sequence));
        Assert.Equal(view.Request.Version, view.Request.Sequence); // one event a decision
        var attempts = await Journal.ReadAttemptsAsync(id, Ct);
        Assert.All(view.Calls, call => Assert.Equal(
            (CallState.Completed, call.Fence, false, 1),
            (call.State, attempts.Count(one => one.Call == call.Id), call.HasNews, attempts.Count(one => one.Call == call.Id && one.Result == AttemptResult.Answered))));
    }
}
