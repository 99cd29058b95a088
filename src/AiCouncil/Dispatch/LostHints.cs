using System.Collections.Concurrent;
using AiCouncil.Journal;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Dispatch;

/// <summary>
/// Hints that the broker had taken and has no longer: a queue that had to be made anew, or one that holds fewer than the journal has
/// published. Their marks are cleared, and the relay publishes them again.
/// </summary>
internal sealed partial class LostHints(string? owner, IJournal journal, ITransport transport, TimeProvider clock, ILogger<LostHints> log)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>A mark this old is no longer on its way to the broker, nor its hint on the way to a claim.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, byte> _emptied = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _lookedAt = new(StringComparer.Ordinal);

    /// <summary>Pools that lacked hints at the last look.</summary>
    private readonly ConcurrentDictionary<string, byte> _short = new(StringComparer.Ordinal);
    private readonly WakeSignal _wake = new(clock);

    /// <summary>Clears the marks of queues that this process had to make anew, as soon as the journal takes it.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var emptied = transport.OnEmptied(OnEmptied);
        while (!ct.IsCancellationRequested)
        {
            await _wake.WaitAsync(_emptied.IsEmpty ? Timeout.InfiniteTimeSpan : Tick, ct);
            foreach (var pool in _emptied.Keys)
            {
                await RefillAsync(pool, ct);
            }
        }
    }

    /// <summary>Once a second, by whoever relays the pool: what was published a while ago is claimed, or still in the queue.</summary>
    /// <exception cref="JournalUnavailableException">The journal cannot tell.</exception>
    public async ValueTask LookAsync(string pool, CancellationToken ct)
    {
        if (_lookedAt.TryGetValue(pool, out var looked) && clock.GetElapsedTime(looked) < Tick)
        {
            return;
        }

        _lookedAt[pool] = clock.GetTimestamp();
        if (await MissingAsync(pool, ct) is not { } missing)
        {
            _short.TryRemove(pool, out _);
        }
        else if (!_short.TryAdd(pool, 0)) // twice in a row: what was on its way to a claim at the first look has arrived
        {
            _short.TryRemove(pool, out _);
            Fewer(log, pool, missing.Depth, missing.Published);
            await journal.ClearMarksOfPoolAsync(pool, ct);
        }
    }

    /// <summary>The queue is asked before the count that it is held against: what is claimed meanwhile is in neither.</summary>
    private async Task<(int Depth, int Published)?> MissingAsync(string pool, CancellationToken ct) =>
        await journal.CountPublishedAsync(pool, owner, Settled, ct) > 0
        && await transport.TryDepthAsync(pool, ct) is { } depth
        && await journal.CountPublishedAsync(pool, owner, Settled, ct) is var published && depth < published
            ? (depth, published)
            : null;

    private void OnEmptied(string pool)
    {
        _emptied[pool] = 0;
        _wake.Set();
    }

    private async Task RefillAsync(string pool, CancellationToken ct)
    {
        try
        {
            _emptied.TryRemove(pool, out _);
            var lost = await journal.ClearMarksOfPoolAsync(pool, ct);
            transport.Post(new ControlMessage.WakeRelay(pool));
            if (lost > 0) // else it is a pool's first queue
            {
                Refilled(log, pool, lost);
            }
        }
        catch (JournalUnavailableException)
        {
            _emptied[pool] = 0; // the next tick tries again
        }
    }

    [LoggerMessage(212, LogLevel.Warning, "The queue of pool {Pool} had to be made anew; its {Lost} hints are published again")]
    private static partial void Refilled(ILogger log, string pool, int lost);

    [LoggerMessage(213, LogLevel.Warning, "The queue of pool {Pool} holds {Depth} hints, {Published} were published and are unclaimed; they are published again")]
    private static partial void Fewer(ILogger log, string pool, int depth, int published);
}
