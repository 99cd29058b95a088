using System.Globalization;

namespace AiCouncil.Bench;

/// <summary>What to measure, and how much of it.</summary>
internal sealed record BenchOptions(string Command)
{
    public const string Usage =
        """
        usage: AiCouncil.Bench direct|throughput|memory|start|transport|roundtrip|fanout [--NAME VALUE ...]
          direct      one Direct call at a time, in turn with one raw SQLite commit      --count 2000
          throughput  Direct calls one at a time and many at once, in turn               --rounds 7 --count 1500 --in-flight 64 --slots 64
          memory      many Direct calls in flight at once, peak resident memory          --in-flight 2000 --slots 4096 --latency-ms 10000
          start       ./council ask on simulated models until its first byte on stderr   --rounds 9 --council ./council
          transport   a hint through RabbitMQ and back, in turn with the bare client     --rounds 7 --count 4000 --in-flight 64
          roundtrip   a call over RabbitMQ and PostgreSQL, in turn with the bare clients   --rounds 5 --count 500 --in-flight 64 --slots 64
          fanout      many long calls over several worker nodes, against the ideal       --count 1024 --workers 4 --slots 64 --latency-ms 4000
          --folder DIR  where the journals stand meanwhile (default .artifacts/bench); its disk is what is measured
        Exit code 0: the target is met, 1: it is not, 2: this text.
        """;

    private static readonly string[] Commands = ["direct", "throughput", "memory", "start", "transport", "roundtrip", "fanout"];

    public string Folder { get; private init; } = Path.Combine(".artifacts", "bench");

    public string Council { get; private init; } = "./council";

    public int? Count { get; private init; }

    public int? Rounds { get; private init; }

    public int? InFlight { get; private init; }

    public int? Slots { get; private init; }

    public int? Workers { get; private init; }

    public int? LatencyMs { get; private init; }

    /// <summary>Null when the arguments are not understood.</summary>
    public static BenchOptions? Read(string[] args)
    {
        var options = args is [var command, ..] && Commands.Contains(command) ? new BenchOptions(command) : null;
        for (var at = 1; at < args.Length; at += 2)
        {
            options = at + 1 < args.Length ? options?.With(args[at], args[at + 1]) : null;
        }

        return options;
    }

    private BenchOptions? With(string name, string value) => (name, int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number > 0) switch
    {
        ("--folder", _) => this with { Folder = value },
        ("--council", _) => this with { Council = value },
        ("--count", true) => this with { Count = number },
        ("--rounds", true) => this with { Rounds = number },
        ("--in-flight", true) => this with { InFlight = number },
        ("--workers", true) => this with { Workers = number },
        ("--slots", true) => this with { Slots = number },
        ("--latency-ms", true) => this with { LatencyMs = number },
        _ => null,
    };
}
