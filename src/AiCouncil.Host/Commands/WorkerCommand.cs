using System.CommandLine;
using AiCouncil.Host.Serving;

namespace AiCouncil.Host.Commands;

/// <summary>A worker node. What it was given on the command line are keys of the configuration, and checked as such.</summary>
internal static class WorkerCommand
{
    private const string Embedded = "Council:Workers:Embedded";
    private const string Pools = "Council:Workers:Pools";
    private const string Slots = "Council:Workers:Slots";

    public static Command Create(Cli cli)
    {
        var pools = new Option<string?>("--pools")
        {
            Description = "The pools to serve; without numbers they share the slots evenly (default: every pool that a model names).",
            HelpName = "a,b|a=8,b=24",
        };
        var slots = new Option<string?>("--slots") { Description = "Calls in flight at once, 1 to 4096 (default 32).", HelpName = "N" };
        var command = new Command("worker", "Run a worker node: it calls models for servers elsewhere.") { pools, slots };
        return cli.Runs(command, (run, ct) => WorkerProcess.RunAsync(
            run.Configuration(Keys(run.Parsed.GetValue(pools), run.Parsed.GetValue(slots))), run.Terminal, ct));
    }

    /// <summary>A file shared with servers may say that they do not call models; a worker node always does.</summary>
    internal static IReadOnlyDictionary<string, string?> Keys(string? pools, string? slots)
    {
        var keys = new Dictionary<string, string?> { [Embedded] = "true" };
        if (pools is not null)
        {
            keys[Pools] = pools;
            if (pools.Contains('=', StringComparison.Ordinal))
            {
                keys[Slots] = null; // the numbers say it
            }
        }

        if (slots is not null)
        {
            keys[Slots] = slots;
        }

        return keys;
    }
}
