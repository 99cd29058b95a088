using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>What it cost, by model and by stage, and what was not spent.</summary>
internal static class CostReports
{
    public static CostReport Of(ReportSource source)
    {
        var calls = source.Calls;
        return new CostReport
        {
            TotalUsd = Sum(calls),
            PerModel = calls.GroupBy(call => call.Model).ToDictionary(group => group.Key, Sum),
            PerStage = calls.GroupBy(call => call.Role).ToDictionary(group => ResponseReport.Word(group.Key), Sum),
            Estimated = source.Spec.Estimated,
            SavedUsd = Saved(source),
        };
    }

    /// <summary>Null as soon as one part has no price.</summary>
    private static Usd? Sum(IEnumerable<CallRow> calls) =>
        calls.Aggregate((Usd?)Usd.Zero, (sum, call) => sum is { } known && call.Cost is { } cost ? known + cost : null);

    /// <summary>Members that the route held ready and the verdict did not need, at what the asked ones cost on average.</summary>
    private static Usd? Saved(ReportSource source)
    {
        var unasked = source.Subtasks.Where(row => row.State == SubtaskState.Decided).Sum(row => row.Route!.Waves.Skip(row.Waves).Sum(wave => wave.Count));
        var unsent = source.Calls.Count(call => call.State == CallState.Cancelled && call.Fence == 0);
        var paid = source.Calls.Where(call => call is { Role: CallRole.Member, State: CallState.Completed }).ToList();
        return paid.Count == 0 ? Usd.Zero : Sum(paid) is { } total ? new Usd(total.Nano / paid.Count * (unasked + unsent)) : null;
    }
}
