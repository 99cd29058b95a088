using AiCouncil.Bench;

if (BenchOptions.Read(args) is not { } options)
{
    await Console.Error.WriteLineAsync(BenchOptions.Usage);
    return 2;
}

using var folder = new BenchFolder(options.Folder);
return options.Command switch
{
    "direct" => await DirectBench.RunAsync(options, folder.Path),
    "throughput" => await ThroughputBench.RunAsync(options, folder.Path),
    "memory" => await MemoryBench.RunAsync(options, folder.Path),
    "transport" => await TransportBench.RunAsync(options),
    "roundtrip" => await RoundTripBench.RunAsync(options),
    "fanout" => await FanOutBench.RunAsync(options),
    _ => await StartBench.RunAsync(options, folder.Path),
};
