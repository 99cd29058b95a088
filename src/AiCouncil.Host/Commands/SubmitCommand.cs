using System.CommandLine;
using System.Text.Json.Nodes;
using AiCouncil.Host.Input;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

/// <summary>A question for a running server; nobody waits.</summary>
internal static class SubmitCommand
{
    public static Command Create(Cli cli)
    {
        var request = new RequestOptions();
        var command = new Command("submit", "Give a running server a question and print its id.");
        request.AddTo(command);
        return cli.Runs(command, async (run, ct) =>
        {
            var asked = await request.ReadAsync(run, background: true, ct);
            await using var session = await run.OpenServerAsync(ct);
            Print(run, await session.Council.SubmitAsync(asked, ct));
            return ExitCodes.Answered;
        });
    }

    public static void Print(Invocation run, Submission submission)
    {
        if (run.Output == OutputFormat.Text)
        {
            run.Terminal.Out.WriteLine(submission.Id);
            return;
        }

        run.Terminal.WriteJson(
            new JsonObject { ["id"] = submission.Id.ToString(), ["status"] = CouncilJson.Serialize(submission.State).Trim('"') }, run.Output);
    }
}
