using System.CommandLine;
using System.Globalization;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

internal static class EstimateCommand
{
    public static Command Create(Cli cli)
    {
        var request = new RequestOptions();
        var command = new Command("estimate", "What a question would cost and how long it would take; free.");
        request.AddTo(command);
        return cli.Runs(command, async (run, ct) =>
        {
            var asked = await request.ReadAsync(run, background: false, ct);
            await using var session = await run.OpenAsync(SessionKind.Plan, ct);
            Print(run, session.Records.Estimate(asked));
            return ExitCodes.Answered;
        });
    }

    /// <summary>"expected $0.001 to $0.004, 2 to 4 calls".</summary>
    public static string Expected(RequestEstimate estimate) => $"expected {Cost(estimate.Cost)}, {Calls(estimate)}";

    public static string Cost(CostRange range) =>
        range switch
        {
            { High: null } => "$? (a model has no price)",
            { High: var high } when high == range.Low => EventLines.Money(high),
            _ => $"{EventLines.Money(range.Low ?? Usd.Zero)} to {range.High}",
        };

    private static string Calls(RequestEstimate estimate) =>
        $"{Range(estimate.CallsLow, estimate.CallsHigh)} {(estimate.CallsHigh == 1 ? "call" : "calls")}";

    private static void Print(Invocation run, RequestEstimate estimate)
    {
        if (run.Output != OutputFormat.Text)
        {
            run.Terminal.WriteJson(estimate, run.Output);
            return;
        }

        run.Terminal.OutConsole().Write(Listing.Facts(
        [
            ("mode", CouncilJson.Serialize(estimate.Mode).Trim('"')),
            ("models", string.Join(", ", estimate.Models)),
            ("calls", Range(estimate.CallsLow, estimate.CallsHigh)),
            ("cost", Cost(estimate.Cost)),
            ("time", string.Create(CultureInfo.InvariantCulture, $"{estimate.LatencyMsLow / 1000.0:0.0} to {estimate.LatencyMsHigh / 1000.0:0.0} s")),
            .. estimate.Notes.Select(it => ("note", it)),
        ]));
    }

    private static string Range(int low, int high) =>
        low == high ? low.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{low} to {high}");
}
