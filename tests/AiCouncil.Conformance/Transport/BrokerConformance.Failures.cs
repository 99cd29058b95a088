using System.Collections.Concurrent;
using AiCouncil.Transport;
using Xunit;

namespace AiCouncil.Conformance.Transport;

public abstract partial class BrokerConformance
{
    /// <summary>Longest way back after a broker's end: its start, the second look at a queue, and backoff.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_frozen_broker_holds_the_caller_until_the_outcome_is_unknown()
    {
        await PublishAsync(1);
        await Broker.FreezeAsync();
        List<PublishFailure?> failures;
        try
        {
            var begun = Enumerable.Range(2, 200).Select(number => TryPublishAsync(Transport, number)).ToList();
            Assert.DoesNotContain(begun, publish => publish.IsCompleted);
            failures = [.. await Task.WhenAll(begun).WaitAsync(Patience, Ct)];
        }
        finally
        {
            await Broker.ThawAsync();
        }

        Assert.DoesNotContain(null, failures); // none was ever said to have arrived
        Assert.Contains(PublishFailure.Unknown, failures);
        await UntilTakenAsync(Transport, 300);
        Assert.InRange(await Transport.DepthAsync(Pool, Ct), 2, 202); // what is unknown may have arrived
    }

    [Fact]
    public async Task A_deleted_queue_is_unroutable_then_made_anew_and_told()
    {
        var emptied = new ConcurrentQueue<string>();
        using var listening = Transport.OnEmptied(emptied.Enqueue);
        await PublishAsync(3);
        emptied.Clear();
        await Broker.DeleteQueueAsync(Pool);
        Assert.Equal(PublishFailure.Unroutable, await TryPublishAsync(Transport, 4));
        await PublishAsync(1);
        Assert.Equal(1, await Transport.DepthAsync(Pool, Ct));
        Assert.Equal([Pool], emptied);
    }

    [Fact]
    public async Task A_consumer_survives_the_deletion_of_its_queue()
    {
        var (emptied, first, second) = (new Countdown(1), new Countdown(1), new Countdown(1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = Transport.ConsumeAsync(Pool, 2, hint => (hint.Call.Number == 1 ? first : second).SignalAsync(), stop.Token);
        await PublishAsync(1);
        await first.Reached.WaitAsync(Patience, Ct);
        using var untold = Transport.OnEmptied(_ => { }); // hears of what was made at the start
        using var listening = Transport.OnEmptied(_ => emptied.SignalAsync());
        await Broker.DeleteQueueAsync(Pool);
        await emptied.Reached.WaitAsync(Patience, Ct);
        await UntilTakenAsync(Transport, 2);
        await second.Reached.WaitAsync(Patience, Ct);
        await StopAsync(stop, consuming);
    }

    [Fact]
    public async Task A_full_queue_rejects()
    {
        await Broker.LimitAsync(Pool, 5);
        var outcomes = new List<PublishFailure?>();
        for (var number = 1; number <= 200 && !outcomes.Contains(PublishFailure.Rejected); number++)
        {
            outcomes.Add(await TryPublishAsync(Transport, number));
        }

        Assert.Equal(PublishFailure.Rejected, outcomes[^1]);
        Assert.All(outcomes.SkipLast(1), Assert.Null);
        Assert.Equal(outcomes.Count - 1, await Transport.DepthAsync(Pool, Ct)); // what was refused is not there
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Flow_resumes_after_the_broker_died(bool wiped)
    {
        var (emptied, seen) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<int, Countdown>());
        using var listening = Transport.OnEmptied(emptied.Enqueue);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = Transport.ConsumeAsync(Pool, 2, hint => At(seen, hint.Call.Number).SignalAsync(), stop.Token);
        await PublishAsync(1);
        await At(seen, 1).Reached.WaitAsync(Patience, Ct);
        emptied.Clear();
        await Broker.RestartAsync(wiped);
        await UntilTakenAsync(Transport, 2);
        await At(seen, 2).Reached.WaitAsync(Patience, Ct);
        Assert.True(!wiped || emptied.Contains(Pool));
        await StopAsync(stop, consuming);
        Assert.Equal(0, await Transport.DepthAsync(Pool, Ct));
    }

    [Fact]
    public async Task A_link_that_fell_silent_is_replaced()
    {
        var far = await JoinOverCableAsync();
        var seen = new ConcurrentDictionary<int, Countdown>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = far.ConsumeAsync(Pool, 2, hint => At(seen, hint.Call.Number).SignalAsync(), stop.Token);
        await PublishAsync(1);
        await At(seen, 1).Reached.WaitAsync(Patience, Ct);
        Broker.Hush();
        await UntilTakenAsync(far, 2);
        await At(seen, 2).Reached.WaitAsync(Patience, Ct);
        await StopAsync(stop, consuming);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_broker_that_is_away()
    {
        var far = await JoinOverCableAsync();
        var inside = new Countdown(1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var consuming = Task.WhenAll(
            far.ConsumeAsync(Pool, 2, _ => inside.SignalAsync(), stop.Token), far.ConsumeResultsAsync(2, _ => Task.CompletedTask, stop.Token));
        await PublishAsync(1);
        await inside.Reached.WaitAsync(Patience, Ct);
        Broker.Cut();
        await stop.CancelAsync();
        await consuming.WaitAsync(Patience, Ct);
        await far.DisposeAsync().AsTask().WaitAsync(Patience, Ct);
    }

    protected static async Task<PublishFailure?> TryPublishAsync(ITransport transport, int number)
    {
        try
        {
            await transport.PublishAsync(Pool, Hint(number), Ct);
            return null;
        }
        catch (PublishFailedException error)
        {
            return error.Failure;
        }
    }

    /// <summary>Publishes as the relay does: again until it is taken.</summary>
    protected static Task UntilTakenAsync(ITransport transport, int number) => UntilAsync(async () => await TryPublishAsync(transport, number) is null);

    private static Countdown At(ConcurrentDictionary<int, Countdown> seen, int number) => seen.GetOrAdd(number, _ => new Countdown(1));
}
