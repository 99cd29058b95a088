using AiCouncil.Journal;
using AiCouncil.Requests;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Dispatch;

/// <summary>
/// The safety net under every hint and timer: old wake rows, due timers, ended leases, stale marks. While nothing is lost and
/// nobody dies its wake sweep finds nothing.
/// </summary>
/// <param name="advance">Looks at a request once more; whoever knows the order of the rooms brings it.</param>
/// <param name="renewFirst">A node that was asleep renews its own lease before it looks for those that ended.</param>
internal sealed partial class Sweeper(
    string? owner, IJournal journal, Func<RequestId, Task> advance, Func<Task> renewFirst, GoneProcesses gone, TimeProvider clock, ILogger<Sweeper> log)
{
    /// <summary>A wake row older than this means that its hint was lost.</summary>
    public static readonly TimeSpan WakeAge = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StaleMark = TimeSpan.FromSeconds(60);
    private const int Batch = 500;

    /// <summary>So many requests in a row that the journal has no answer for are the journal's trouble, fewer may be their own.</summary>
    private const int Silent = 3;

    /// <summary>Requests that only the wake sweep found: hints that were lost.</summary>
    public long WokenBySweep { get; private set; }

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        do
        {
            await PassAsync(ct);
        }
        while (await NextAsync(timer, ct));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken ct)
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

    private async Task PassAsync(CancellationToken ct)
    {
        try
        {
            await renewFirst();
            var lost = await journal.LoseExpiredAsync(owner, gone.Incarnations, ct);
            var swept = await journal.SweepAsync(owner, WakeAge, Batch, ct);
            WokenBySweep += swept.Woken.Count;
            await journal.ClearStaleMarksAsync(owner, StaleMark, ct);
            await AdvanceAllAsync([.. lost.Concat(swept.Woken).Concat(swept.Due).Distinct()]);
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

    /// <summary>One request whose rows are held up must not keep the others from their deadlines: it is looked at again next time.</summary>
    private async Task AdvanceAllAsync(IReadOnlyList<RequestId> requests)
    {
        var silent = 0;
        foreach (var request in requests)
        {
            try
            {
                await AdvanceAsync(request);
                silent = 0;
            }
            catch (JournalUnavailableException) when (++silent < Silent && requests.Count > 1)
            {
                // The next one may be answered.
            }
        }
    }

    private async Task AdvanceAsync(RequestId request)
    {
        try
        {
            await advance(request);
        }
#pragma warning disable CA1031 // one broken request must not stop the sweep of the others
        catch (Exception error) when (error is not (JournalUnavailableException or OperationCanceledException))
#pragma warning restore CA1031
        {
            Broke(log, request, error);
        }
    }

    [LoggerMessage(208, LogLevel.Error, "The sweep could not look at request {Request}")]
    private static partial void Broke(ILogger log, RequestId request, Exception error);

    [LoggerMessage(203, LogLevel.Warning, "The sweep has to wait, the journal cannot be reached: {Reason}")]
    private static partial void JournalGone(ILogger log, string reason);
}
