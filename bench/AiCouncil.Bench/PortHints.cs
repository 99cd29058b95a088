using System.Collections.Concurrent;
using AiCouncil.Requests;
using AiCouncil.Transport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AiCouncil.Bench;

/// <summary>The same through the port: one process publishes, another consumes.</summary>
internal sealed class PortHints : IAsyncDisposable
{
    private const string Pool = "bench";

    private readonly ServiceProvider _publisher;
    private readonly ServiceProvider _worker;
    private readonly ITransport _out;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _waiting = new();
    private readonly Task _consuming;
    private int _sent;

    private PortHints(ServiceProvider publisher, ServiceProvider worker, int slots)
    {
        (_publisher, _worker, _out) = (publisher, worker, publisher.GetRequiredService<ITransport>());
        _consuming = worker.GetRequiredService<ITransport>().ConsumeAsync(Pool, slots, HandleAsync, _stop.Token);
    }

    public static async Task<PortHints> StartAsync(Uri broker, int slots) => new(await OpenAsync(broker, "server"), await OpenAsync(broker, "worker"), slots);

    /// <summary>Ends when the hint is confirmed and its handler has run.</summary>
    public async Task PassAsync()
    {
        var number = Interlocked.Increment(ref _sent);
        var handled = _waiting[number] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _out.PublishAsync(Pool, new CallHint(new CallId(new RequestId(Guid.Empty), number)), CancellationToken.None);
        await handled.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _consuming;
        _stop.Dispose();
        await _publisher.DisposeAsync();
        await _worker.DisposeAsync();
    }

    private static async Task<ServiceProvider> OpenAsync(Uri broker, string address)
    {
        var services = new ServiceCollection();
        services.AddAiCouncil(new ConfigurationBuilder().Build()).UseRabbitMq(new RabbitMqOptions { Uri = broker.ToString() });
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ITransport>().OpenAsync(new TransportUse(address, [Pool], Orchestrates: false), CancellationToken.None);
        return provider;
    }

    private Task HandleAsync(CallHint hint)
    {
        if (_waiting.TryRemove(hint.Call.Number, out var handled))
        {
            handled.SetResult();
        }

        return Task.CompletedTask;
    }
}
