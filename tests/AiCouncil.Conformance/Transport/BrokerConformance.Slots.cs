using System.Collections.Concurrent;
using AiCouncil.Transport;
using Xunit;

namespace AiCouncil.Conformance.Transport;

public abstract partial class BrokerConformance
{
    [Fact]
    public async Task What_a_crashed_consumer_held_goes_to_another()
    {
        var far = await JoinOverCableAsync();
        var gate = new Gate(4);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var stuck = far.ConsumeAsync(Pool, 4, _ => gate.PassAsync(), stop.Token);
        await PublishAsync(10);
        await gate.Full.WaitAsync(Patience, Ct);
        Assert.Equal(6, await Transport.DepthAsync(Pool, Ct));
        Broker.Cut();
        var (seen, done) = (new ConcurrentBag<int>(), new Countdown(10));
        var rest = Transport.ConsumeAsync(Pool, 2, hint => { seen.Add(hint.Call.Number); return done.SignalAsync(); }, stop.Token);
        await done.Reached.WaitAsync(Patience, Ct);
        Assert.Equal(Enumerable.Range(1, 10), seen.Order());
        gate.Open();
        await StopAsync(stop, Task.WhenAll(rest, stuck));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Slots_are_never_exceeded_across_a_reconnect(int slots)
    {
        var far = await JoinOverCableAsync();
        var gate = new Gate(slots);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = far.ConsumeAsync(Pool, slots, _ => gate.PassAsync(), stop.Token);
        await PublishAsync(12);
        await gate.Full.WaitAsync(Patience, Ct);
        Broker.Cut();
        Broker.Mend();
        await UntilTakenAsync(far, 13); // it is back, with every slot taken by a handler from before
        await UntilAsync(async () => await far.DepthAsync(Pool, Ct) == 13);
        await DrainAsync(13);
        Assert.Equal(slots, gate.Inside); // somebody else got all: it took none beyond its slots
        await PublishAsync(20);
        gate.Open();
        await gate.PassedAsync(20 + slots).WaitAsync(Patience, Ct); // as they end, it takes again
        Assert.Equal(slots, gate.Most);
        await StopAsync(stop, consuming);
        Assert.Equal(0, await Transport.DepthAsync(Pool, Ct));
    }

    [Fact]
    public async Task What_a_stopping_consumer_did_not_hand_over_is_free_at_once()
    {
        var gate = new Gate(2);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = Transport.ConsumeAsync(Pool, 2, _ => gate.PassAsync(), stop.Token);
        await PublishAsync(10);
        await gate.Full.WaitAsync(Patience, Ct);
        await stop.CancelAsync();
        await DrainAsync(8);
        Assert.Equal(2, gate.Inside); // its own are still at work, and come to nobody else
        gate.Open();
        await consuming.WaitAsync(Patience, Ct);
        Assert.Equal(0, await Transport.DepthAsync(Pool, Ct));
    }

    [Fact]
    public async Task Ten_thousand_hints_begun_at_once_wait_in_the_broker_and_not_in_memory()
    {
        const int hints = 10_000;
        const int megabytes = 32;
        var gate = new Gate(8);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = Transport.ConsumeAsync(Pool, 8, _ => gate.PassAsync(), stop.Token);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var begun = Enumerable.Range(1, hints).Select(number => Transport.PublishAsync(Pool, Hint(number), Ct)).ToList();
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        await Task.WhenAll(begun).WaitAsync(Patience, Ct);
        await gate.Full.WaitAsync(Patience, Ct);
        Assert.InRange(held, long.MinValue, megabytes << 20);
        Assert.Equal(hints - 8, await Transport.DepthAsync(Pool, Ct));
        gate.Open();
        await gate.PassedAsync(hints).WaitAsync(Patience, Ct);
        Assert.Equal(8, gate.Most);
        await StopAsync(stop, consuming);
    }

    /// <summary>Another consumer takes so many.</summary>
    private async Task DrainAsync(int hints)
    {
        var done = new Countdown(hints);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var draining = Transport.ConsumeAsync(Pool, 1, _ => done.SignalAsync(), stop.Token);
        await done.Reached.WaitAsync(Patience, Ct);
        await StopAsync(stop, draining);
    }
}
