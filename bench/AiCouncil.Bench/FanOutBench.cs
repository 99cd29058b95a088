using System.Diagnostics;

namespace AiCouncil.Bench;

/// <summary>Many long calls at once over several worker nodes: how close to "calls × seconds ÷ slots" the cluster comes.</summary>
internal static class FanOutBench
{
    private const double Most = 1.10;

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var (count, workers, slots, latency) = (options.Count ?? 1024, options.Workers ?? 4, options.Slots ?? 64, options.LatencyMs ?? 4000);
        await using var servers = await BenchServers.StartAsync();
        await using var cluster = await BenchCluster.StartAsync(servers, workers, slots, latency);
        await cluster.AskAsync();

        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => cluster.AskAsync()));
        var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var ideal = Math.Ceiling(count / (double)(workers * slots)) * latency / 1000;

        var report = new Report("fanout");
        report.Value($"{count} calls, {workers} workers x {slots} slots", "seconds", took, "s");
        report.Value("ideal", "ideal", ideal, "s");
        report.Value("took / ideal", "ratio", took / ideal, "x");
        return report.End($"at most {Most} x the ideal", took <= Most * ideal);
    }
}
