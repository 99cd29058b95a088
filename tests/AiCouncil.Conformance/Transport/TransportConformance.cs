using System.Collections.Concurrent;
using AiCouncil.Conformance.Journal;
using AiCouncil.Requests;
using AiCouncil.Transport;
using Xunit;

namespace AiCouncil.Conformance.Transport;

/// <summary>What every transport must do, through the port alone.</summary>
public abstract class TransportConformance : IAsyncLifetime
{
    protected const string Pool = "default";
    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);
    private ITransport? _transport;

    protected ITransport Transport => _transport ?? throw new InvalidOperationException("not opened");

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A transport without a message in it.</summary>
    protected abstract ValueTask<ITransport> OpenAsync();

    public virtual async ValueTask InitializeAsync() => _transport = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Transport.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Never_more_hints_are_handed_over_than_slots_are_free(int slots)
    {
        var gate = new Gate(slots);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = Transport.ConsumeAsync(Pool, slots, _ => gate.PassAsync(), stop.Token);
        await PublishAsync(40);
        await gate.Full.WaitAsync(Patience, Ct);
        Assert.Equal(slots, gate.Inside);
        gate.Open();
        await gate.PassedAsync(40).WaitAsync(Patience, Ct);
        Assert.Equal(slots, gate.Most);
        await StopAsync(stop, consuming);
    }

    [Fact]
    public async Task A_hint_is_handed_over_once()
    {
        var seen = new ConcurrentBag<CallHint>();
        var done = new Countdown(100);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = Transport.ConsumeAsync(Pool, 4, hint => Seen(seen, hint, done), stop.Token);
        var sent = await PublishAsync(100);
        await done.Reached.WaitAsync(Patience, Ct);
        await StopAsync(stop, consuming);
        Assert.Equal(sent.OrderBy(hint => hint.Call.Number), seen.OrderBy(hint => hint.Call.Number));
        Assert.Equal(0, await Transport.DepthAsync(Pool, Ct));
    }

    [Fact]
    public async Task A_cancelled_consumer_waits_for_its_handlers_and_leaves_the_rest_in_the_queue()
    {
        var gate = new Gate(1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = Transport.ConsumeAsync(Pool, 1, _ => gate.PassAsync(), stop.Token);
        await PublishAsync(3);
        await gate.Full.WaitAsync(Patience, Ct);
        await stop.CancelAsync();
        Assert.False(consuming.IsCompleted);
        gate.Open();
        await consuming.WaitAsync(Patience, Ct);
        Assert.Equal(2, await Transport.DepthAsync(Pool, Ct));
        var done = new Countdown(2);
        using var again = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var next = Transport.ConsumeAsync(Pool, 1, _ => done.SignalAsync(), again.Token);
        await done.Reached.WaitAsync(Patience, Ct);
        await StopAsync(again, next);
    }

    [Fact]
    public async Task A_pools_hints_go_to_its_own_consumers()
    {
        var seen = new ConcurrentBag<CallHint>();
        var done = new Countdown(5);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = Transport.ConsumeAsync("gpu", 2, hint => Seen(seen, hint, done), stop.Token);
        await PublishAsync(3);
        var sent = await PublishAsync(5, "gpu");
        await done.Reached.WaitAsync(Patience, Ct);
        await StopAsync(stop, consuming);
        Assert.Equal(sent.ToHashSet(), seen.ToHashSet());
        Assert.Equal(3, await Transport.DepthAsync(Pool, Ct));
    }

    [Fact]
    public async Task Depth_counts_the_hints_that_wait()
    {
        Assert.Equal(0, await Transport.DepthAsync("nobody", Ct));
        await PublishAsync(7);
        Assert.Equal(7, await Transport.DepthAsync(Pool, Ct));
    }

    [Fact]
    public async Task Ten_thousand_hints_reach_four_consumers()
    {
        const int hints = 10_000;
        var seen = new ConcurrentBag<CallHint>();
        var done = new Countdown(hints);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Transport.ConsumeAsync(Pool, 8, hint => Seen(seen, hint, done), stop.Token)));
        await Task.WhenAll(Enumerable.Range(1, hints).Select(number => Transport.PublishAsync(Pool, Hint(number), Ct)));
        await done.Reached.WaitAsync(Patience, Ct);
        await StopAsync(stop, consuming);
        Assert.Equal(hints, seen.Distinct().Count());
    }

    [Fact]
    public async Task Result_hints_are_handled_within_the_concurrency()
    {
        var gate = new Gate(3);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = Transport.ConsumeResultsAsync(3, _ => gate.PassAsync(), stop.Token);
        for (var i = 0; i < 20; i++)
        {
            Transport.HintResult(Samples.NextId());
        }

        await gate.Full.WaitAsync(Patience, Ct);
        Assert.Equal(3, gate.Inside);
        gate.Open();
        await gate.PassedAsync(20).WaitAsync(Patience, Ct);
        Assert.Equal(3, gate.Most);
        await StopAsync(stop, consuming);
    }

    [Fact]
    public async Task Control_messages_reach_every_handler_in_order()
    {
        var (one, two, done) = (new ConcurrentQueue<ControlMessage>(), new ConcurrentQueue<ControlMessage>(), new Countdown(200));
        using var first = Transport.OnControl(message => Keep(one, message, done));
        using var second = Transport.OnControl(message => Keep(two, message, done));
        var request = Samples.NextId();
        var sent = Enumerable.Range(0, 100).Select(i => new ControlMessage.Delta(request, 1, "1.1", i, "x")).ToList();
        sent.ForEach(Transport.Post);
        await done.Reached.WaitAsync(Patience, Ct);
        Assert.Equal(sent, one);
        Assert.Equal(sent, two);
    }

    [Fact]
    public async Task A_control_handler_that_throws_breaks_neither_the_sender_nor_the_others()
    {
        var (kept, done) = (new ConcurrentQueue<ControlMessage>(), new Countdown(2));
        using var broken = Transport.OnControl(_ => throw new InvalidOperationException("a handler's bug"));
        using var sound = Transport.OnControl(message => Keep(kept, message, done));
        Transport.Post(new ControlMessage.WakeRelay("a"));
        Transport.Post(new ControlMessage.WakeRelay("b"));
        await done.Reached.WaitAsync(Patience, Ct);
        Assert.Equal([new ControlMessage.WakeRelay("a"), new ControlMessage.WakeRelay("b")], kept);
    }

    [Fact]
    public async Task A_disposed_control_handler_hears_nothing_more()
    {
        var (ended, kept, done) = (new ConcurrentQueue<ControlMessage>(), new ConcurrentQueue<ControlMessage>(), new Countdown(1));
        var subscription = Transport.OnControl(ended.Enqueue);
        using var other = Transport.OnControl(message => Keep(kept, message, done));
        subscription.Dispose();
        Transport.Post(new ControlMessage.Changed(Samples.NextId(), true));
        await done.Reached.WaitAsync(Patience, Ct);
        Assert.Empty(ended);
    }

    [Fact]
    public async Task The_transports_end_ends_its_consumers_and_refuses_hints()
    {
        var hints = Transport.ConsumeAsync(Pool, 2, _ => Task.CompletedTask, Ct);
        var results = Transport.ConsumeResultsAsync(2, _ => Task.CompletedTask, Ct);
        await Transport.DisposeAsync();
        await Task.WhenAll(hints, results).WaitAsync(Patience, Ct);
        await Assert.ThrowsAsync<PublishFailedException>(() => Transport.PublishAsync(Pool, Hint(1), Ct));
        await Assert.ThrowsAsync<PublishFailedException>(() => Transport.PublishAsync("new", Hint(1), Ct));
        await Transport.ConsumeAsync("late", 1, _ => Task.CompletedTask, Ct).WaitAsync(Patience, Ct);
        Transport.HintResult(Samples.NextId()); // best effort: says nothing
    }

    protected static CallHint Hint(int number) => new(new CallId(new RequestId(Guid.Empty), number));

    protected async Task<List<CallHint>> PublishAsync(int count, string pool = Pool)
    {
        var hints = Enumerable.Range(1, count).Select(Hint).ToList();
        foreach (var hint in hints)
        {
            await Transport.PublishAsync(pool, hint, Ct);
        }

        return hints;
    }

    private static Task Seen(ConcurrentBag<CallHint> seen, CallHint hint, Countdown done)
    {
        seen.Add(hint);
        return done.SignalAsync();
    }

    private static void Keep(ConcurrentQueue<ControlMessage> kept, ControlMessage message, Countdown done)
    {
        kept.Enqueue(message);
        done.SignalAsync();
    }

    protected static async Task StopAsync(CancellationTokenSource stop, Task consuming)
    {
        await stop.CancelAsync();
        await consuming.WaitAsync(Patience, Ct);
    }
}
