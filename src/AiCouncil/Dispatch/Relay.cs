using AiCouncil.Journal;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Dispatch;

/// <summary>
/// Moves the backlog of one pool from the journal to the transport: marks due calls in order in one short transaction, then
/// publishes holding no lock. Woken by accepts, decisions and completions; the poll is a fallback.
/// </summary>
internal sealed partial class Relay(
    string pool, string? owner, IRelayWindow window, IJournal journal, ITransport transport, TimeProvider clock, ILogger<Relay> log)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private readonly WakeSignal _wake = new(clock);
    private readonly HintPublisher _hints = new(pool, transport, clock, log);

    /// <summary>Whether a call was marked, or its mark cleared, is not known: the journal's reply was lost.</summary>
    private bool _marksUnsure;

    public async Task RunAsync(CancellationToken ct)
    {
        using var control = transport.OnControl(OnControl);
        window.Opened += _wake.Set;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                await _wake.WaitAsync(await PassAsync(ct), ct);
            }
        }
        finally
        {
            window.Opened -= _wake.Set;
            await window.CloseAsync();
        }
    }

    private void OnControl(ControlMessage message)
    {
        if (message is ControlMessage.WakeRelay wake && wake.Pool == pool)
        {
            _wake.Set();
        }
    }

    /// <returns>How long to wait for the next pass.</returns>
    private async Task<TimeSpan> PassAsync(CancellationToken ct)
    {
        try
        {
            if (await window.LookAsync(ct) is not { } limits)
            {
                return Poll; // another process relays this pool
            }

            if (_marksUnsure)
            {
                await journal.ClearStaleMarksAsync(owner, TimeSpan.Zero, ct); // a hint too many is harmless, one too few waits a minute
                _marksUnsure = false;
            }

            return await PublishAsync(await journal.MarkPublishedAsync(pool, owner, limits, ct), ct) ? await PauseAsync(ct) : HintPublisher.Pause;
        }
        catch (JournalUnavailableException error)
        {
            _marksUnsure = true;
            JournalGone(log, pool, error.Message);
            return Poll;
        }
    }

    /// <summary>False when the transport took none of them.</summary>
    private async Task<bool> PublishAsync(IReadOnlyList<Requests.CallId> calls, CancellationToken ct)
    {
        var failed = await _hints.PublishAsync(calls, ct);
        if (failed.Count > 0)
        {
            await journal.ClearMarksAsync(failed, ct);
        }

        return failed.Count == 0 || failed.Count < calls.Count;
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
            return Poll; // the next pass says it
        }
    }

    [LoggerMessage(201, LogLevel.Warning, "Pool {Pool}: the journal cannot be reached: {Reason}")]
    private static partial void JournalGone(ILogger log, string pool, string reason);
}
