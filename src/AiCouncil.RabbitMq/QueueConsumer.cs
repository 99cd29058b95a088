using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace AiCouncil.RabbitMq;

/// <summary>One consumer of one queue, over any number of channels.</summary>
/// <param name="read">What to do for a message; null when nobody can read it.</param>
internal sealed class QueueConsumer(
    string queue, int slots, Func<ReadOnlyMemory<byte>, Func<Task>?> read, RabbitMqTuning tuning, TimeProvider clock, ILogger log) : IDisposable
{
    private readonly SlotCount _slots = new(slots);
    private readonly CancellationTokenSource _broken = new();
    private ExceptionDispatchInfo? _bug;

    /// <summary>Runs until <paramref name="ct"/> is cancelled and every handler has ended. A handler that throws is a bug: then it ends too, and throws it.</summary>
    public async Task RunAsync(BrokerLink link, Func<IConnection, CancellationToken, Task> prepare, Func<Task> unanswered, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _broken.Token);
        await link.ServeAsync($"the consumer of {queue}", SessionAsync, stop.Token);
        await _slots.IdleAsync();
        _bug?.Throw();

        async Task SessionAsync(IConnection connection, CancellationToken stopping)
        {
            await prepare(connection, stopping);
            var session = await ConsumerSession.OpenAsync(connection, new(queue, _slots, read, Broke, tuning, clock, log), stopping);
            var end = await session.RunAsync(stopping);
            if (end == SessionEnd.Unanswered)
            {
                link.Lose(connection, $"queue {queue} does not answer"); // its channel would hold up every other
                await unanswered();
            }
        }
    }

    public void Dispose() => _broken.Dispose();

    private void Broke(Exception bug)
    {
        Interlocked.CompareExchange(ref _bug, ExceptionDispatchInfo.Capture(bug), null);
        _broken.Cancel();
    }
}

/// <summary>What the sessions of a consumer have in common.</summary>
internal sealed record ConsumerGround(
    string Queue, SlotCount Slots, Func<ReadOnlyMemory<byte>, Func<Task>?> Read, Action<Exception> Broke, RabbitMqTuning Tuning, TimeProvider Clock, ILogger Log);

internal enum SessionEnd { Stopped, Again, Unanswered }
