using System.CommandLine;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;

namespace AiCouncil.Host.Commands;

internal static class ModelsCommand
{
    public static Command Create(Cli cli)
    {
        var command = new Command("models", "List the models that can be asked.");
        return cli.Runs(command, async (run, ct) =>
        {
            await using var session = await run.OpenAsync(SessionKind.Plan, ct);
            foreach (var notice in session.Notices)
            {
                run.Terminal.Say(notice);
            }

            Print(run, await session.ModelsAsync(probe: true, ct));
            return ExitCodes.Answered;
        });
    }

    private static void Print(Invocation run, IReadOnlyList<ModelLine> models)
    {
        switch (run.Output)
        {
            case OutputFormat.Text:
                run.Terminal.OutConsole().Write(Listing.Models(models));
                break;
            case OutputFormat.Json:
                run.Terminal.WriteJson(new { Data = models }, run.Output);
                break;
            default:
                foreach (var model in models)
                {
                    run.Terminal.WriteJson(model, run.Output);
                }

                break;
        }
    }
}
