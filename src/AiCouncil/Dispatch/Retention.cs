using AiCouncil.Journal;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Dispatch;

/// <summary>Erases requests that ended longer ago than they are kept, in small bites.</summary>
internal sealed partial class Retention(IJournal journal, TimeSpan kept, TimeProvider clock, ILogger<Retention> log)
{
    private const int Bite = 200;
    private static readonly TimeSpan Tick = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        try
        {
            do
            {
                await PassAsync(ct);
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException)
        {
            // The stop was asked for.
        }
    }

    private async Task PassAsync(CancellationToken ct)
    {
        try
        {
            while (await journal.PruneAsync(clock.GetUtcNow() - kept, Bite, ct) == Bite)
            {
                ct.ThrowIfCancellationRequested();
            }
        }
        catch (JournalUnavailableException error)
        {
            NotPruned(log, error.Message);
        }
    }

    [LoggerMessage(207, LogLevel.Warning, "Old requests could not be erased, the journal cannot be reached: {Reason}")]
    private static partial void NotPruned(ILogger log, string reason);
}
