using System.CommandLine;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

internal static class ListCommand
{
    public static Command Create(Cli cli)
    {
        var state = OptionReading.State();
        var cursor = new Option<string?>("--cursor") { Description = "Continue after the page that named this cursor.", HelpName = "CURSOR" };
        var limit = new Option<int>("--limit") { Description = "How many, 1 to 200.", HelpName = "N", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(int.TryParse(result.Tokens[0].Value, out var count) && count is >= 1 and <= 200))
            {
                result.AddError($"--limit: '{result.Tokens[0].Value}' is out of range. Give 1 to 200.");
            }
        });
        var command = new Command("list", "List requests, newest first.") { state, cursor, limit };
        return cli.Runs(command, async (run, ct) =>
        {
            await using var session = await run.OpenAsync(SessionKind.Read, ct);
            var query = new RequestQuery { State = run.Parsed.GetValue(state), Cursor = run.Parsed.GetValue(cursor), Limit = run.Parsed.GetValue(limit) };
            Print(run, await session.Records.ListAsync(query, ct));
            return ExitCodes.Answered;
        });
    }

    private static void Print(Invocation run, RequestPage page)
    {
        switch (run.Output)
        {
            case OutputFormat.Json:
                run.Terminal.WriteJson(page, run.Output);
                return;
            case OutputFormat.JsonLines:
                foreach (var request in page.Data)
                {
                    run.Terminal.WriteJson(request, run.Output);
                }

                break;
            default:
                run.Terminal.OutConsole().Write(Listing.Requests(page.Data));
                break;
        }

        if (page.Next is { } next)
        {
            run.Terminal.Say($"more: council list --cursor {next}");
        }
    }
}
