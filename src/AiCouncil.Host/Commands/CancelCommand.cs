using System.CommandLine;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;

namespace AiCouncil.Host.Commands;

internal static class CancelCommand
{
    public static Command Create(Cli cli)
    {
        var id = OptionReading.Id();
        var command = new Command("cancel", "End a request of a running server.") { id };
        return cli.Runs(command, async (run, ct) =>
        {
            await using var session = await run.OpenServerAsync(ct);
            var wanted = run.Parsed.GetValue(id);
            var cancelled = await session.Council.CancelAsync(wanted, ct);
            var response = await session.Council.GetAsync(wanted, ct) ?? throw new RequestFailedException($"no request {wanted}. council list shows them.");
            run.Terminal.Say(cancelled ? $"cancelled {wanted}; spent {EventLines.Money(response.Cost.TotalUsd)}" : $"{wanted} had ended already");
            if (run.Output != OutputFormat.Text)
            {
                run.Terminal.WriteJson(response, run.Output);
            }

            return cancelled ? ExitCodes.Answered : ExitCodes.RequestFailed;
        });
    }
}
