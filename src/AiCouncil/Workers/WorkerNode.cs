using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Workers;

/// <summary>
/// A node: registered, leased and, where it has pools, consuming; a server without workers is only present. Two switches end it:
/// draining takes nothing new and lets calls finish; after the grace the calls themselves are cut off.
/// </summary>
internal sealed partial class WorkerNode(
    IJournal journal, ITransport transport, CallRunner runner, ResultWriter results, WorkerIdentity me, WorkerSettings settings, ILogger<WorkerNode> log)
{
    /// <summary>Another incarnation of this node stays: this one has to go.</summary>
    public event Action? Superseded;

    /// <summary>Makes the node known; before it nothing may be claimed.</summary>
    public Task RegisterAsync(CancellationToken ct) => RegisterAsync(NodeRow.Ready, ct);

    private async Task RegisterAsync(string state, CancellationToken ct)
    {
        var sentAt = me.Clock.GetTimestamp();
        var now = me.Clock.GetUtcNow();
        await journal.RegisterAsync(
            new NodeRow(
                settings.NodeId, me.Incarnation, settings.Role, state, [.. settings.Pools.Keys], settings.Slots, now, now + settings.Lease, 0)
            {
                PoolSlots = settings.Pools, Version = settings.Version,
            },
            ct);
        me.Lease.Confirm(sentAt);
    }

    /// <summary>Consumes until <paramref name="draining"/>, then waits for the calls in flight, at most the grace.</summary>
    public async Task RunAsync(CancellationToken draining)
    {
        using var control = transport.OnControl(OnControl);
        using var ended = new CancellationTokenSource();
        var renewing = RenewUntilAsync(ended.Token);
        await using var grace = me.Clock.CreateTimer(_ => me.Running.CutOff(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var drain = draining.Register(() => grace.Change(settings.Grace, Timeout.InfiniteTimeSpan));
        var leaving = SayDrainingAsync(draining, ended.Token);
        await (settings.Pools.Count == 0
            ? BegunAsync(draining)
            : Task.WhenAll(settings.Pools.Select(pool => transport.ConsumeAsync(pool.Key, pool.Value, runner.RunAsync, draining))));
        ended.Cancel();
        await Task.WhenAll(renewing, leaving);
        await RetireAsync();
    }

    /// <summary>Relays stop counting on its slots while its last calls end.</summary>
    private async Task SayDrainingAsync(CancellationToken draining, CancellationToken ended)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(draining, ended);
        await BegunAsync(either.Token);
        if (me.Running.Count == 0)
        {
            return;
        }

        try
        {
            await RegisterAsync(NodeRow.Draining, CancellationToken.None);
        }
        catch (JournalUnavailableException error)
        {
            NotRenewed(log, error.Message);
        }
    }

    private static async Task BegunAsync(CancellationToken draining)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = draining.UnsafeRegister(static it => ((TaskCompletionSource)it!).SetResult(), begun);
        await begun.Task;
    }

    /// <summary>The patience of whoever stops the process is over before the grace is.</summary>
    public void CutOff() => me.Running.CutOff();

    private void OnControl(ControlMessage message)
    {
        switch (message)
        {
            case ControlMessage.Cancel cancel when cancel.Incarnation == me.Incarnation:
                me.Running.Cancel(cancel.Call);
                break;
            case ControlMessage.Listen listen when listen.Incarnation == me.Incarnation:
                me.Running.Listen(listen.Call, listen.Server);
                break;
        }
    }

    private async Task RenewUntilAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(settings.Lease / 3, me.Clock);
        while (await TickAsync(timer, ct))
        {
            await RenewAsync();
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>After a suspend or a long stall the renewal is late: it goes first, or the node would give up its own calls.</summary>
    public Task RenewWhenStaleAsync() => me.Lease.IsStale ? RenewAsync() : Task.CompletedTask;

    private async Task RenewAsync()
    {
        try
        {
            var sentAt = me.Clock.GetTimestamp();
            var renewal = await journal.RenewAsync(me.Incarnation, settings.Lease, CancellationToken.None);
            if (renewal.Superseded)
            {
                me.Lease.Lose();
                Superseded?.Invoke();
                return;
            }

            if (!renewal.Alive)
            {
                await RegisterAsync(CancellationToken.None);
                return;
            }

            me.Lease.Confirm(sentAt);
            await TidyAsync(renewal);
            if (me.Clock is StoreClock clock)
            {
                await clock.ReadAsync(journal, CancellationToken.None);
            }
        }
        catch (JournalUnavailableException error)
        {
            NotRenewed(log, error.Message);
        }
#pragma warning disable CA1031 // a loop that dies unheard would leave a node that claims nothing and says nothing
        catch (Exception error)
#pragma warning restore CA1031
        {
            RenewalBroke(log, error);
        }
    }

    /// <summary>What the journal holds in our name and we do not run goes back; what nobody wants is stopped.</summary>
    private async Task TidyAsync(LeaseRenewal renewal)
    {
        foreach (var call in renewal.Cancelled)
        {
            me.Running.Cancel(call);
        }

        foreach (var held in renewal.Held.Where(held => !me.Running.Contains(held.Call) && !me.Running.IsUnsettled(held)))
        {
            await results.ReleaseAsync(held, "held by the node and not running on it");
        }
    }

    private async Task RetireAsync()
    {
        try
        {
            await journal.RetireAsync(me.Incarnation, CancellationToken.None);
        }
        catch (JournalUnavailableException error)
        {
            NotRenewed(log, error.Message);
        }
    }

    [LoggerMessage(306, LogLevel.Error, "A renewal of the node's lease threw; the next one is tried")]
    private static partial void RenewalBroke(ILogger log, Exception error);

    [LoggerMessage(304, LogLevel.Warning, "The node's lease could not be renewed: {Reason}")]
    private static partial void NotRenewed(ILogger log, string reason);
}
