using AiCouncil.Requests;
using AiCouncil.Transport;

namespace AiCouncil.Tests.Simulation;

/// <summary>The broker as one process reaches it.</summary>
/// <param name="shared">Other processes work on the same requests.</param>
internal sealed class SimTransport(
    SimScheduler scheduler, SimNet net, SimProcess process, SimBoundary boundary, SimFaults faults, Random random, bool shared) : ITransport
{
    public TransportCapabilities Capabilities { get; } = new(shared, Lossless: false);

    public Task OpenAsync(TransportUse use, CancellationToken ct) => Task.CompletedTask;

    public IDisposable OnEmptied(Action<string> handler) => new Subscription(() => { });

    public async Task PublishAsync(string pool, CallHint hint, CancellationToken ct)
    {
        await boundary.EdgeAsync();
        var fails = random.NextDouble() < faults.PublishFault;
        if (!fails || random.Next(2) == 0)
        {
            net.Send(pool, hint);
        }

        await boundary.EdgeAsync();
        if (fails)
        {
            throw new PublishFailedException(PublishFailure.Unknown, "drawn"); // it may have gone out, or not
        }
    }

    public async Task ConsumeAsync(string pool, int slots, Func<CallHint, Task> handler, CancellationToken ct)
    {
        var consumer = new SimConsumer(scheduler, net, process, pool, slots, handler);
        net.AddConsumer(consumer);
        using var closing = ct.Register(consumer.Close);
        await consumer.Idle;
    }

    public void HintResult(RequestId request) => net.Hint(request);

    public Task ConsumeResultsAsync(int concurrency, Func<RequestId, Task> handler, CancellationToken ct)
    {
        net.AddResults(process, handler);
        return new TaskCompletionSource().Task;
    }

    public void Post(ControlMessage message) => net.Control(message);

    public IDisposable OnControl(Action<ControlMessage> handler)
    {
        net.AddControl(process, handler);
        return new Subscription(() => net.RemoveControl(handler));
    }

    public ValueTask<int> DepthAsync(string pool, CancellationToken ct) => ValueTask.FromResult(net.DepthOf(pool));

    public ValueTask<int> DeadLettersAsync(CancellationToken ct) => ValueTask.FromResult(0);

    public ValueTask<int> PurgeDeadLettersAsync(CancellationToken ct) => ValueTask.FromResult(0);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
