using System.Diagnostics;

namespace AiCouncil.Bench;

/// <summary>What group commit is worth: rounds of one call at a time, many at once, and raw commits.</summary>
internal static class ThroughputBench
{
    private const int Alone = 300;
    private const double Target = 4;

    public static async Task<int> RunAsync(BenchOptions options, string folder)
    {
        var (count, inFlight) = (options.Count ?? 1500, options.InFlight ?? 64);
        using var raw = new RawCommits(folder);
        await using var council = await BenchCouncil.StartAsync(folder, options.Slots ?? 64, latencyMs: 0);
        await Load.ManyAsync(council.AskAsync, Alone, 1);
        await Load.ManyAsync(council.AskAsync, count, inFlight);

        var (ratios, one, many, commits, busy) = (new Samples(), new Samples(), new Samples(), new Samples(), new Samples());
        for (var round = 0; round < (options.Rounds ?? 7); round++)
        {
            commits.Add(Commits(raw));
            one.Add(await Load.ManyAsync(council.AskAsync, Alone, 1));
            var before = Environment.CpuUsage.TotalTime;
            many.Add(await Load.ManyAsync(council.AskAsync, count, inFlight));
            busy.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds / count);
            ratios.Add(many.Last / one.Last);
        }

        var report = new Report("throughput");
        report.Row($"{inFlight} in flight / 1 in flight", "ratio", ratios, "x");
        report.Row("1 in flight", "one_per_s", one, "calls/s");
        report.Row($"{inFlight} in flight", "many_per_s", many, "calls/s");
        report.Row($"processor time per call, {inFlight} in flight", "cpu_ms", busy, "ms");
        report.Row("raw SQLite commit", "raw_per_s", commits, "commits/s");
        return report.End($"{inFlight} in flight reach at least {Target} x one in flight", ratios.Median >= Target);
    }

    private static double Commits(RawCommits raw)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Alone; i++)
        {
            raw.Commit();
        }

        return Alone / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
