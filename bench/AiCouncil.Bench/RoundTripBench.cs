namespace AiCouncil.Bench;

/// <summary>
/// A model call across broker and database, from the caller's side, against the bare clients doing the least that is durable. In one
/// run, in turn, on the same servers.
/// </summary>
internal static class RoundTripBench
{
    private const double MostTimes = 2;
    private const double LeastShare = 0.8;

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var (count, inFlight) = (options.Count ?? 500, options.InFlight ?? 64);
        await using var servers = await BenchServers.StartAsync();
        await using var raw = await RawRoundTrip.StartAsync(servers.Database("raw"), servers.Broker, inFlight);
        await using var cluster = await BenchCluster.StartAsync(servers, workers: 1, options.Slots ?? inFlight, latencyMs: 0);
        await Load.ManyAsync(raw.CallAsync, count, inFlight);
        await Load.ManyAsync(cluster.AskAsync, 2 * count, inFlight);

        var (rawOne, one, rawMany, many, shares) = (new Samples(), new Samples(), new Samples(), new Samples(), new Samples());
        for (var round = 0; round < (options.Rounds ?? 5); round++)
        {
            await TurnsAsync(count / 2, raw, rawOne, cluster, one);
            rawMany.Add(await Load.ManyAsync(raw.CallAsync, 4 * count, inFlight));
            many.Add(await Load.ManyAsync(cluster.AskAsync, 4 * count, inFlight));
            shares.Add(many.Last / rawMany.Last);
        }

        var report = new Report("roundtrip");
        report.Row("bare clients, one at a time", "raw_ms", rawOne, "ms");
        report.Row("Direct call, one at a time", "call_ms", one, "ms");
        report.Row($"bare clients, {inFlight} in flight", "raw_per_s", rawMany, "calls/s");
        report.Row($"Direct calls, {inFlight} in flight", "calls_per_s", many, "calls/s");
        report.Value("p50, call / bare", "ratio", one.Median / rawOne.Median, "x");
        report.Row("throughput, call / bare", "share", shares, "x");
        return report.End(
            $"p50 at most {MostTimes} x the bare clients', at least {LeastShare} of their throughput",
            one.Median <= MostTimes * rawOne.Median && shares.Median >= LeastShare);
    }

    private static async Task TurnsAsync(int count, RawRoundTrip raw, Samples rawOne, BenchCluster cluster, Samples one)
    {
        for (var i = 0; i < count; i++)
        {
            rawOne.Add(await Load.TimeAsync(raw.CallAsync));
            one.Add(await Load.TimeAsync(cluster.AskAsync));
        }
    }
}
