using System.Diagnostics;

namespace AiCouncil.Bench;

/// <summary>What the whole durable path costs, in commits of the disk it runs on: raw commit and Direct call take turns.</summary>
internal static class DirectBench
{
    private const int WarmUp = 500;
    private const double Target = 8;

    public static async Task<int> RunAsync(BenchOptions options, string folder)
    {
        var count = options.Count ?? 2000;
        using var raw = new RawCommits(folder);
        await using var council = await BenchCouncil.StartAsync(folder, options.Slots ?? 32, latencyMs: 0);
        await MeasureAsync(WarmUp, raw, council);
        var busy = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var (commits, calls) = await MeasureAsync(count, raw, council);
        var busyPerCall = (Environment.CpuUsage.TotalTime - busy).TotalMilliseconds / count;
        var perCall = (GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / count;

        var ratio = calls.Median / commits.Median;
        var report = new Report("direct");
        report.Value("Direct call / raw commit, medians", "ratio", ratio, "x");
        report.Row("raw SQLite commit", "raw_ms", commits, "ms");
        report.Row("Direct call", "direct_ms", calls, "ms");
        report.Value("processor time, commit and call", "cpu_ms", busyPerCall, "ms");
        report.Value("allocated per call", "allocated_kib", perCall, "KiB");
        return report.End($"a Direct call takes at most {Target} raw commits", ratio <= Target);
    }

    private static async Task<(Samples Commits, Samples Calls)> MeasureAsync(int count, RawCommits raw, BenchCouncil council)
    {
        var (commits, calls) = (new Samples(count), new Samples(count));
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            raw.Commit();
            commits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);

            start = Stopwatch.GetTimestamp();
            await council.AskAsync();
            calls.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return (commits, calls);
    }
}
