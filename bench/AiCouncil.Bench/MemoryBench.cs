using System.Diagnostics;

namespace AiCouncil.Bench;

/// <summary>Many requests that all wait for a slow model: how many are really in flight, and what the process holds meanwhile.</summary>
internal static class MemoryBench
{
    private const double Target = 400;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(BenchOptions options, string folder)
    {
        var requests = options.InFlight ?? 2000;
        await using var council = await BenchCouncil.StartAsync(folder, options.Slots ?? 4096, options.LatencyMs ?? 10_000);
        await council.InFlightAsync();
        var idle = Mebibytes(Environment.WorkingSet);

        var start = Stopwatch.GetTimestamp();
        var asked = Task.WhenAll(Enumerable.Range(0, requests).Select(_ => council.AskAsync()));
        var most = await WatchAsync(council, asked);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        using var self = Process.GetCurrentProcess();
        var peak = Mebibytes(self.PeakWorkingSet64);
        var report = new Report("memory");
        report.Value("peak resident memory", "peak_mib", peak, "MiB");
        report.Value("before the first request", "idle_mib", idle, "MiB");
        report.Value("per request in flight", "per_request_kib", (peak - idle) * 1024 / requests, "KiB");
        report.Value("most calls in flight at once", "in_flight", most, "calls");
        report.Value("all answered after", "seconds", seconds, "s");
        return report.End($"{requests} requests in flight at once in less than {Target} MiB", peak < Target && most >= requests);
    }

    private static async Task<int> WatchAsync(BenchCouncil council, Task asked)
    {
        var most = 0;
        using var timer = new PeriodicTimer(Look);
        while (!asked.IsCompleted && await timer.WaitForNextTickAsync())
        {
            most = Math.Max(most, await council.InFlightAsync());
        }

        await asked;
        return most;
    }

    private static double Mebibytes(long bytes) => bytes / 1024.0 / 1024.0;
}
