using System.Diagnostics;

namespace AiCouncil.Bench;

/// <summary>The two ways in which everything here is driven: one at a time, and by many callers at once.</summary>
internal static class Load
{
    /// <summary>Milliseconds of one.</summary>
    public static async Task<double> TimeAsync(Func<Task> call)
    {
        var start = Stopwatch.GetTimestamp();
        await call();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>So many callers, each with one at a time; how many a second.</summary>
    public static async Task<double> ManyAsync(Func<Task> call, int count, int inFlight)
    {
        var left = count;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            await Task.Yield();
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await call();
            }
        }));
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
