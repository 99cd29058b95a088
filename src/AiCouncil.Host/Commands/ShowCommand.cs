using System.CommandLine;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;

namespace AiCouncil.Host.Commands;

internal static class ShowCommand
{
    public static Command Create(Cli cli)
    {
        var id = OptionReading.Id();
        var command = new Command("show", "Show a request: its stages, calls and attempts, and its answer.") { id };
        return cli.Runs(command, async (run, ct) =>
        {
            await using var session = await run.OpenAsync(SessionKind.Read, ct);
            var wanted = run.Parsed.GetValue(id);
            var details = await session.Records.ShowAsync(wanted, ct) ?? throw new RequestFailedException($"no request {wanted}. council list shows them.");
            if (run.Output == OutputFormat.Text)
            {
                run.Terminal.OutConsole().Write(RequestTree.Of(details));
            }
            else
            {
                run.Terminal.WriteJson(details, run.Output);
            }

            return ExitCodes.Answered;
        });
    }
}
