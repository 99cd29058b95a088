using System.CommandLine;
using System.Globalization;
using AiCouncil.Analysis;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

internal static class AnalyzeCommand
{
    public static Command Create(Cli cli)
    {
        var request = new RequestOptions();
        var command = new Command("analyze", "What the council reads from a question before any model is called; free.");
        request.AddTo(command);
        return cli.Runs(command, async (run, ct) =>
        {
            var asked = await request.ReadAsync(run, background: false, ct);
            await using var session = await run.OpenAsync(SessionKind.Plan, ct);
            Print(run, session.Records.Analyze(asked));
            return ExitCodes.Answered;
        });
    }

    private static void Print(Invocation run, RequestAnalysis analysis)
    {
        if (run.Output != OutputFormat.Text)
        {
            run.Terminal.WriteJson(analysis, run.Output);
            return;
        }

        run.Terminal.OutConsole().Write(Listing.Facts(
        [
            ("intent", Word(analysis.Intent)),
            ("complexity", Word(analysis.Complexity)),
            ("task", Word(analysis.TaskType)),
            ("answer", Word(analysis.AnswerType)),
            ("risk", Word(analysis.Risk)),
            ("parts", analysis.MultiPart ? "several" : "one"),
            ("input tokens", $"about {analysis.InputTokens.ToString(CultureInfo.InvariantCulture)}"),
            .. analysis.Choices.Count > 0 ? [("choices", string.Join(", ", analysis.Choices))] : Array.Empty<(string, string)>(),
        ]));
    }

    private static string Word<T>(T value)
        where T : struct, Enum => CouncilJson.Serialize(value).Trim('"').Replace('_', ' ');
}
