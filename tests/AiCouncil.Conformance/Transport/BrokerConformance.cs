using System.Collections.Concurrent;
using System.Text;
using AiCouncil.Conformance.Journal;
using AiCouncil.Transport;
using Xunit;

namespace AiCouncil.Conformance.Transport;

/// <summary>What a transport over a real broker must do beside: between processes, and when the broker or the way to it fails.</summary>
public abstract partial class BrokerConformance : TransportConformance
{
    private readonly List<ITransport> _others = [];

    /// <summary>The process of <see cref="TransportConformance.Transport"/>.</summary>
    protected static TransportUse Here { get; } = new("here", [Pool, "gpu"], Orchestrates: true);

    protected abstract IBrokerHands Broker { get; }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var other in _others)
        {
            await other.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task Control_messages_go_to_their_address_alone()
    {
        var there = await JoinAsync("there", orchestrates: false);
        var (heard, done) = (new ConcurrentBag<ControlMessage>(), new Countdown(4));
        using var listening = there.OnControl(message => Keep(heard, message, done));
        foreach (var address in new[] { "here", "elsewhere", "there" }) // what is for others comes first in each queue
        {
            Array.ForEach(MessagesFor(address), Transport.Post);
        }

        await done.Reached.WaitAsync(Patience, Ct);
        Assert.Equal(MessagesFor("there").ToHashSet(), heard.ToHashSet());
    }

    [Fact]
    public async Task News_for_nobody_else_stays_in_the_process()
    {
        var there = await JoinAsync("there", orchestrates: true);
        var (here, elsewhere, done) = (new ConcurrentQueue<ControlMessage>(), new ConcurrentQueue<ControlMessage>(), new Countdown(2));
        using var mine = Transport.OnControl(here.Enqueue);
        using var theirs = there.OnControl(message => Keep(elsewhere, message, done));
        var local = new ControlMessage.Changed(Samples.NextId(), Terminal: false);
        Transport.Post(local);
        Transport.Post(local with { Server = "here" });
        Assert.Equal([local, local with { Server = "here" }], here); // at once, without the broker
        Transport.Post(local with { Server = "there" });
        Transport.Post(new ControlMessage.WakeRelay(Pool));
        await done.Reached.WaitAsync(Patience, Ct);
        Assert.Equal([local with { Server = "there" }, new ControlMessage.WakeRelay(Pool)], elsewhere);
        Assert.Equal(new ControlMessage.WakeRelay(Pool), here.Last());
        Assert.Equal(3, here.Count); // its own echo is not news
    }

    [Fact]
    public async Task A_wake_reaches_relays_and_nobody_else()
    {
        var (relay, worker) = (await JoinAsync("relay", orchestrates: true), await JoinAsync("worker", orchestrates: false));
        var (heard, none) = (new ConcurrentQueue<ControlMessage>(), new ConcurrentQueue<ControlMessage>());
        var (woken, done) = (new Countdown(1), new Countdown(1));
        using var relaying = relay.OnControl(message => Keep(heard, message, woken));
        using var working = worker.OnControl(message => Keep(none, message, done));
        Transport.Post(new ControlMessage.WakeRelay(Pool));
        var last = new ControlMessage.Cancel("worker", Hint(1).Call);
        Transport.Post(last);
        await Task.WhenAll(woken.Reached, done.Reached).WaitAsync(Patience, Ct);
        Assert.Equal([new ControlMessage.WakeRelay(Pool)], heard);
        Assert.Equal([last], none);
    }

    [Fact]
    public async Task Result_hints_and_depth_are_shared()
    {
        var there = await JoinAsync("there", orchestrates: true);
        var (seen, done) = (new ConcurrentBag<Requests.RequestId>(), new Countdown(10));
        var sent = Enumerable.Range(0, 10).Select(_ => Samples.NextId()).ToHashSet();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = there.ConsumeResultsAsync(2, id => { seen.Add(id); return done.SignalAsync(); }, stop.Token);
        foreach (var id in sent)
        {
            Transport.HintResult(id);
        }

        await done.Reached.WaitAsync(Patience, Ct);
        Assert.Equal(sent, seen.ToHashSet());
        await PublishAsync(7);
        Assert.Equal(7, await there.DepthAsync(Pool, Ct));
        await StopAsync(stop, consuming);
    }

    [Fact]
    public async Task Unreadable_messages_are_set_aside_and_newer_ones_are_read()
    {
        await Broker.PutAsync(Pool, new byte[] { 0xff, 0x00, 0x7b });
        await Broker.PutAsync(Pool, ReadOnlyMemory<byte>.Empty);
        await Broker.PutAsync(Pool, "{\"v\":1,\"kind\":\"call\"}"u8.ToArray());
        await Broker.PutAsync(Pool, Encoding.UTF8.GetBytes($$"""{"v":99,"kind":"newer","new":[{"a":1}],"request":"{{Guid.Empty}}","call":2}"""));
        await PublishAsync(1);
        var (seen, done) = (new ConcurrentBag<int>(), new Countdown(2));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = Transport.ConsumeAsync(Pool, 1, hint => { seen.Add(hint.Call.Number); return done.SignalAsync(); }, stop.Token);
        await done.Reached.WaitAsync(Patience, Ct);
        await StopAsync(stop, consuming);
        Assert.Equal([1, 2], seen.Order());
        await UntilAsync(async () => await Transport.DeadLettersAsync(Ct) == 3);
        Assert.Equal(3, await Transport.PurgeDeadLettersAsync(Ct));
        Assert.Equal(0, await Transport.DeadLettersAsync(Ct));
        Assert.Equal(0, await Transport.DepthAsync(Pool, Ct));
    }

    protected async Task<ITransport> JoinAsync(string address, bool orchestrates)
    {
        var other = await Broker.JoinAsync(new TransportUse(address, [Pool], orchestrates));
        _others.Add(other);
        return other;
    }

    protected async Task<ITransport> JoinOverCableAsync()
    {
        var far = await Broker.JoinOverCableAsync(new TransportUse("far", [Pool], Orchestrates: false));
        _others.Add(far);
        return far;
    }

    /// <summary>Asks again and again; each question is a wait for the broker's answer.</summary>
    protected static async Task UntilAsync(Func<Task<bool>> question)
    {
        using var patience = new CancellationTokenSource(Recovery, TimeProvider.System);
        while (!await AnswerAsync())
        {
            Assert.False(patience.IsCancellationRequested, "it did not come true");
            await Task.Yield();
        }

        async Task<bool> AnswerAsync()
        {
            try
            {
                return await question();
            }
            catch (Exception error) when (error is TransportUnavailableException or PublishFailedException)
            {
                return false;
            }
        }
    }

    private static ControlMessage[] MessagesFor(string address)
    {
        var request = Hint(1).Call.Request;
        return
        [
            new ControlMessage.Cancel(address, Hint(7).Call),
            new ControlMessage.Changed(request, Terminal: true) { Server = address },
            new ControlMessage.Started(request, 1, "model", "deployment") { Server = address },
            new ControlMessage.Delta(request, 1, "3.1", 5, "text \"ü\" 👍\n") { Server = address },
        ];
    }

    private static void Keep<T>(IProducerConsumerCollection<T> kept, T message, Countdown done)
    {
        Assert.True(kept.TryAdd(message));
        done.SignalAsync();
    }
}
