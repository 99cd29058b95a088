using System.CommandLine;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;

namespace AiCouncil.Host.Commands;

internal static class NodesCommand
{
    public static Command Create(Cli cli)
    {
        var command = new Command("nodes", "List the servers and workers of a running council.");
        return cli.Runs(command, async (run, ct) =>
        {
            await using var session = await run.OpenServerAsync(ct);
            var nodes = await session.NodesAsync(ct);
            switch (run.Output)
            {
                case OutputFormat.Text:
                    run.Terminal.OutConsole().Write(ClusterTables.Nodes(nodes, run.Context.Clock.GetUtcNow()));
                    break;
                case OutputFormat.Json:
                    run.Terminal.WriteJson(new { Data = nodes }, run.Output);
                    break;
                default:
                    nodes.ToList().ForEach(node => run.Terminal.WriteJson(node, run.Output));
                    break;
            }

            return ExitCodes.Answered;
        });
    }
}
