using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Dispatch;

/// <summary>
/// Moves the backlog of one pool from the journal to the transport: marks due calls in order in one short transaction, then
/// publishes holding no lock. Woken by accepts, decisions and completions; the poll is a fallback.
/// </summary>
internal sealed partial class Relay(
    string pool, int slots, string? owner, IJournal journal, ITransport transport, DeploymentChooser deployments, TimeProvider clock, ILogger<Relay> log)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private readonly WakeSignal _wake = new(clock);

    /// <summary>Whether a call was marked, or its mark cleared, is not known: the journal's reply was lost.</summary>
    private volatile bool _marksUnsure;

    public async Task RunAsync(CancellationToken ct)
    {
        using var control = transport.OnControl(OnControl);
        deployments.Freed += _wake.Set;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                await PassAsync(ct);
                await _wake.WaitAsync(await PauseAsync(ct), ct);
            }
        }
        finally
        {
            deployments.Freed -= _wake.Set;
        }
    }

    /// <summary>What an accept needs to know to mark its own first calls.</summary>
    public PublishWindow Window => new(slots, deployments.Room());

    /// <summary>Publishes what an accept has marked; calls that could not be published are the next pass's.</summary>
    public async Task PublishMarkedAsync(IReadOnlyList<Requests.CallId> calls)
    {
        try
        {
            if (!await PublishAsync(calls, CancellationToken.None))
            {
                _wake.Set();
            }
        }
        catch (JournalUnavailableException error)
        {
            Doubt();
            JournalGone(log, pool, error.Message);
        }
    }

    /// <summary>Calls may have been marked without being published.</summary>
    public void Doubt()
    {
        _marksUnsure = true;
        _wake.Set();
    }

    private void OnControl(ControlMessage message)
    {
        if (message is ControlMessage.WakeRelay wake && wake.Pool == pool)
        {
            _wake.Set();
        }
    }

    private async Task PassAsync(CancellationToken ct)
    {
        try
        {
            if (_marksUnsure)
            {
                _marksUnsure = false; // before: what becomes unsure meanwhile is the next pass's
                await journal.ClearStaleMarksAsync(owner, TimeSpan.Zero, ct); // a hint too many is harmless, one too few waits a minute
            }

            await PublishAsync(await journal.MarkPublishedAsync(pool, owner, slots, deployments.Room(), ct), ct);
        }
        catch (JournalUnavailableException error)
        {
            _marksUnsure = true;
            JournalGone(log, pool, error.Message);
        }
    }

    /// <summary>
    /// Begins them in order and awaits them together: a confirm takes a broker a millisecond, and the adapter bounds how many wait
    /// for one. False when some were not taken, whose marks are cleared.
    /// </summary>
    private async Task<bool> PublishAsync(IReadOnlyList<Requests.CallId> calls, CancellationToken ct)
    {
        var published = await Task.WhenAll(calls.Select(call => TryPublishAsync(call, ct)));
        var failed = calls.Where((_, i) => !published[i]).ToList();
        if (failed.Count > 0)
        {
            await journal.ClearMarksAsync(failed, ct);
        }

        return failed.Count == 0;
    }

    private async Task<bool> TryPublishAsync(Requests.CallId call, CancellationToken ct)
    {
        try
        {
            await transport.PublishAsync(pool, new CallHint(call), ct);
            return true;
        }
        catch (PublishFailedException error)
        {
            NotPublished(log, call, error.Failure);
            return false;
        }
    }

    /// <summary>Until the next deferred call is due, at most the poll.</summary>
    private async Task<TimeSpan> PauseAsync(CancellationToken ct)
    {
        try
        {
            var due = await journal.NextDueAsync(pool, owner, ct) - clock.GetUtcNow();
            return due is not { } pause || pause > Poll || pause <= TimeSpan.Zero ? Poll : pause;
        }
        catch (JournalUnavailableException)
        {
            return Poll; // said by the pass already
        }
    }

    [LoggerMessage(201, LogLevel.Warning, "Pool {Pool}: the journal cannot be reached: {Reason}")]
    private static partial void JournalGone(ILogger log, string pool, string reason);

    [LoggerMessage(202, LogLevel.Warning, "The hint of call {Call} was not published ({Failure}); it will be sent again")]
    private static partial void NotPublished(ILogger log, Requests.CallId call, PublishFailure failure);
}
