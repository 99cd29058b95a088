using AiCouncil.Testing.Processes;

namespace AiCouncil.Bench;

/// <summary>
/// What the transport adds to the broker: a hint published with a confirm, handed to a handler and acknowledged, through the port and by
/// the bare client, in turn, on one quorum queue each of the same broker.
/// </summary>
internal static class TransportBench
{
    private const double MostTimes = 1.25;
    private const double LeastShare = 0.8;

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var (count, inFlight) = (options.Count ?? 4000, options.InFlight ?? 64);
        await using var server = await RabbitServer.StartAsync();
        await using var raw = await RawHints.StartAsync(server.Uri, (ushort)inFlight);
        await using var port = await PortHints.StartAsync(server.Uri, inFlight);
        await Load.ManyAsync(raw.PassAsync, count, inFlight);
        await Load.ManyAsync(port.PassAsync, count, inFlight);

        var (rawOne, one, rawMany, many, shares) = (new Samples(), new Samples(), new Samples(), new Samples(), new Samples());
        for (var round = 0; round < (options.Rounds ?? 7); round++)
        {
            for (var i = 0; i < count / 10; i++)
            {
                rawOne.Add(await Load.TimeAsync(raw.PassAsync));
                one.Add(await Load.TimeAsync(port.PassAsync));
            }

            rawMany.Add(await Load.ManyAsync(raw.PassAsync, count, inFlight));
            many.Add(await Load.ManyAsync(port.PassAsync, count, inFlight));
            shares.Add(many.Last / rawMany.Last);
        }

        var report = new Report("transport");
        report.Row("bare client, one at a time", "raw_ms", rawOne, "ms");
        report.Row("through the port, one at a time", "port_ms", one, "ms");
        report.Row($"bare client, {inFlight} in flight", "raw_per_s", rawMany, "hints/s");
        report.Row($"through the port, {inFlight} in flight", "port_per_s", many, "hints/s");
        report.Value("p50, port / bare", "ratio", one.Median / rawOne.Median, "x");
        report.Row("throughput, port / bare", "share", shares, "x");
        return report.End(
            $"p50 at most {MostTimes} x the bare client's, at least {LeastShare} of its throughput",
            one.Median <= MostTimes * rawOne.Median && shares.Median >= LeastShare);
    }
}
