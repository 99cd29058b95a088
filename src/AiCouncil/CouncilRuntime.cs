using AiCouncil.Dispatch;
using AiCouncil.Orchestration;
using AiCouncil.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AiCouncil;

/// <summary>
/// Everything that moves in a process: orchestrator, sweeper, relays and, where calls may be made, the worker; on a worker node that
/// alone. Starting it twice or stopping it before it started does nothing.
/// </summary>
internal sealed partial class CouncilRuntime(
    CouncilSetup setup, IHostApplicationLifetime? lifetime, ILogger<CouncilRuntime> log) : IHostedService, IDisposable
{
    /// <summary>Decisions taken at once, so that their commits share an fsync.</summary>
    private const int Decisions = 64;

    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];
    private Task _worker = Task.CompletedTask;
    private WorkerNode? _node;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_loops.Count > 0 || _node is not null)
        {
            return;
        }

        var running = await setup.PrepareAsync(cancellationToken);
        if (running.Worker is { } node)
        {
            await node.RegisterAsync(cancellationToken); // what may fail comes before what would have to be stopped again
            node.Superseded += Superseded;
            _node = node;
        }

        if (running.LostHints is { } lost)
        {
            Loop("search for lost hints", lost.RunAsync(_stopping.Token));
        }

        if (running.Orchestrates)
        {
            Orchestrate(running);
        }

        if (running.Worker is { } worker)
        {
            _worker = GuardAsync("worker", worker.RunAsync(_draining.Token));
        }
    }

    private void Orchestrate(CouncilParts running)
    {
        Loop("orchestrator", running.Orchestrator.RunAsync(Decisions, _stopping.Token));
        Loop("sweeper", running.Sweeper.RunAsync(_stopping.Token));
        Loop("retention", running.Retention.RunAsync(_stopping.Token));
        if (running.Adoption is { } adoption)
        {
            Loop("adoption", adoption.RunAsync(_stopping.Token));
        }

        foreach (var relay in running.Relays)
        {
            Loop("relay", relay.RunAsync(_stopping.Token));
        }

        if (running.ClusterRelays is { } relays)
        {
            Loop("relays", relays.RunAsync(_stopping.Token));
        }
    }

    /// <summary>Takes nothing new, lets the calls in flight end (at most the grace), then stops deciding.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _draining.CancelAsync();
        await using (cancellationToken.UnsafeRegister(static node => ((WorkerNode?)node)?.CutOff(), _node))
        {
            await _worker;
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(_loops);
    }

    public void Dispose()
    {
        _draining.Cancel(); // where nobody stopped it, nothing goes on behind a journal that is closed
        _stopping.Cancel();
        _draining.Dispose();
        _stopping.Dispose();
    }

    private void Loop(string name, Task loop) => _loops.Add(GuardAsync(name, loop));

    /// <summary>A loop that breaks is a bug: half a council must not look like a whole one, so the process ends.</summary>
    private async Task GuardAsync(string name, Task loop)
    {
        try
        {
            await loop;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested || _draining.IsCancellationRequested)
        {
            // The stop was asked for.
        }
#pragma warning disable CA1031 // said, and ends the process
        catch (Exception error)
#pragma warning restore CA1031
        {
            Broken(log, name, error);
            Environment.ExitCode = 3;
            lifetime?.StopApplication();
        }
    }

    private void Superseded()
    {
        NodeTaken(log);
        Environment.ExitCode = 2;
        lifetime?.StopApplication();
    }

    [LoggerMessage(1, LogLevel.Critical, "The {Loop} broke; the process ends")]
    private static partial void Broken(ILogger log, string loop, Exception error);

    [LoggerMessage(2, LogLevel.Critical, "Another process registered with this node's id (Council:Node:Id); this one ends with code 2")]
    private static partial void NodeTaken(ILogger log);
}
