using AiCouncil.Journal;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Dispatch;

/// <summary>A relay for each pool that this process's models name or that a live worker serves, from when it is first seen.</summary>
internal sealed partial class ClusterRelays(
    IReadOnlyList<string> configured, LiveWorkers workers, Func<string, Relay> relayOf, TimeProvider clock, ILogger<ClusterRelays> log)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, Task> _relays = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        do
        {
            await RefreshAsync(ct);
            foreach (var pool in configured.Concat(workers.Pools).Where(pool => !_relays.ContainsKey(pool)).Distinct().ToList())
            {
                _relays[pool] = relayOf(pool).RunAsync(ct);
            }

            if (_relays.Values.FirstOrDefault(relay => relay.IsFaulted) is { } broken)
            {
                await broken;
            }
        }
        while (await TickAsync(timer, ct));

        await Task.WhenAll(_relays.Values);
    }

    private async Task RefreshAsync(CancellationToken ct)
    {
        try
        {
            await workers.RefreshAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // The stop was asked for.
        }
        catch (JournalUnavailableException error)
        {
            JournalGone(log, error.Message);
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

    [LoggerMessage(211, LogLevel.Debug, "The workers of the cluster are not known anew, the journal cannot be reached: {Reason}")]
    private static partial void JournalGone(ILogger log, string reason);
}
