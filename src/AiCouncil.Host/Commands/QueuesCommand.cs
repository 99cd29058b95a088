using System.CommandLine;
using System.Globalization;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

internal static class QueuesCommand
{
    public static Command Create(Cli cli)
    {
        var command = new Command("queues", "Show what waits in each pool of a running council.") { Redrive(cli) };
        return cli.Runs(command, async (run, ct) =>
        {
            await using var session = await run.OpenServerAsync(ct);
            Print(run, await session.QueuesAsync(ct));
            return ExitCodes.Answered;
        });
    }

    private static Command Redrive(Cli cli)
    {
        var pool = new Argument<string>("POOL") { Description = "The pool, as council queues shows it." };
        var command = new Command("redrive", "Publish the hints of all due calls of a pool again, and empty what was set aside.") { pool };
        return cli.Runs(command, async (run, ct) =>
        {
            await using var session = await run.OpenServerAsync(ct);
            var name = run.Parsed.GetValue(pool)!;
            var redrive = await session.RedriveAsync(name, ct) ?? throw new UsageException($"POOL: there is no pool '{name}'. council queues shows them.");
            run.Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{redrive.Ready} due calls of '{redrive.Pool}' are published again; {SetAside(redrive.Unparseable)} removed"));
            if (run.Output != OutputFormat.Text)
            {
                run.Terminal.WriteJson(redrive, run.Output);
            }

            return ExitCodes.Answered;
        });
    }

    private static void Print(Invocation run, QueueReport report)
    {
        switch (run.Output)
        {
            case OutputFormat.Text:
                run.Terminal.OutConsole().Write(ClusterTables.Queues(report.Queues));
                break;
            case OutputFormat.Json:
                run.Terminal.WriteJson(new { Data = report.Queues, report.Unparseable }, run.Output);
                break;
            default:
                report.Queues.ToList().ForEach(queue => run.Terminal.WriteJson(queue, run.Output));
                break;
        }

        foreach (var queue in report.Queues.Where(queue => queue is { Workers: 0, Ready: > 0 }))
        {
            run.Terminal.Say($"no worker serves '{queue.Pool}': its calls wait until one does, or until their deadline");
        }

        if (report.Unparseable is > 0)
        {
            run.Terminal.Say($"{SetAside(report.Unparseable)} set aside; council queues redrive POOL removes them");
        }
    }

    private static string SetAside(int? messages) => messages switch
    {
        null => "unreadable messages, as many as there are, cannot be",
        1 => "1 unreadable message",
        { } many => string.Create(CultureInfo.InvariantCulture, $"{many} unreadable messages"),
    };
}
