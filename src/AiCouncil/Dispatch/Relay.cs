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
    private volatile bool _marksUnsure;

    private readonly Lock _gate = new();

    /// <summary>Calls may wait; while none does, a free slot is no reason to look.</summary>
    private bool _backlog = true;
    private int _news;

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

    /// <summary>What an accept needs to know to mark its own first calls.</summary>
    public PublishLimits Limits => window.AtOnce ?? throw new InvalidOperationException("another process may relay this pool");

    /// <summary>Publishes what an accept has marked; calls that could not be published are the next pass's.</summary>
    public async Task PublishMarkedAsync(IReadOnlyList<Requests.CallId> calls)
    {
        try
        {
            if (await PublishAsync(calls, CancellationToken.None) > 0)
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
        if (message is ControlMessage.WakeRelay wake && wake.Pool == pool && Concerns(wake))
        {
            _wake.Set();
        }
    }

    private bool Concerns(ControlMessage.WakeRelay wake)
    {
        lock (_gate)
        {
            if (!wake.Freed)
            {
                _backlog = true;
                _news++;
            }

            return _backlog;
        }
    }

    /// <summary>What became ready while it was looked for may have been missed.</summary>
    private void Looked(int news, bool anyLeft)
    {
        lock (_gate)
        {
            _backlog = anyLeft || _news != news;
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
                _marksUnsure = false; // before: what becomes unsure meanwhile is the next pass's
                await journal.ClearMarksOfPoolAsync(pool, ct); // a hint too many is harmless, one too few waits a minute
            }

            var news = Volatile.Read(ref _news);
            var calls = await journal.MarkPublishedAsync(pool, owner, limits, ct);
            var failed = await PublishAsync(calls, ct);
            Looked(news, anyLeft: calls.Count > 0 || await journal.AnyReadyAsync(pool, owner, ct));
            if (failed == 0 || failed < calls.Count)
            {
                return await PauseAsync(ct);
            }

            await window.CloseAsync(); // the trouble may be this process's alone: another may relay meanwhile
            return HintPublisher.Pause;
        }
        catch (JournalUnavailableException error)
        {
            _marksUnsure = true;
            JournalGone(log, pool, error.Message);
            return Poll;
        }
    }

    /// <summary>Clears the marks of those that were not taken; how many they are.</summary>
    private async Task<int> PublishAsync(IReadOnlyList<Requests.CallId> calls, CancellationToken ct)
    {
        var failed = await _hints.PublishAsync(calls, ct);
        if (failed.Count > 0)
        {
            await journal.ClearMarksAsync(failed, ct);
        }

        return failed.Count;
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
