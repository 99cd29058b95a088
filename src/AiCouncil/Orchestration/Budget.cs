using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>
/// The request's cost bound: what was spent, plus the most that open calls may still cost, never passes the limit. Calls without
/// a price count as zero; where the limit is the user's they are not issued at all.
/// </summary>
internal static class Budget
{
    public static bool Allows(RequestWork work, Usd? upper) =>
        upper is { } cost ? Committed(work) + cost <= work.Spec.CostLimit : !work.Spec.CostLimitIsUsers;

    public static Usd Committed(RequestWork work) => work.Calls.Aggregate(Usd.Zero, (sum, call) => sum + Committed(call));

    /// <summary>Whether the limit excludes the model whatever it is asked.</summary>
    public static bool Excludes(RequestSpec spec, ModelInfo model) => spec.CostLimitIsUsers && model.Price is null;

    /// <summary>A lost attempt's cost is an estimate until its bill comes, so it is in what was spent.</summary>
    private static Usd Committed(CallRow call)
    {
        var spent = call.Cost ?? Usd.Zero;
        var open = call.State is CallState.Ready or CallState.InFlight;
        return open || MayBeUnderWay(call, spent) ? spent + (call.Grant.Upper ?? Usd.Zero) : spent;
    }

    /// <summary>
    /// Its latest send may still be going on and its bill is to come: it was cancelled, or the answer of a send that was given up came
    /// after all while its reissue runs. What is spent is then no more than the sends given up may have cost.
    /// </summary>
    private static bool MayBeUnderWay(CallRow call, Usd spent) =>
        call is { State: CallState.Cancelled, Fence: > 0 } or { State: CallState.Completed, Fence: > 1, Losses: > 0 }
        && spent.Nano <= call.Losses * (call.Grant.Upper?.Nano ?? 0);
}
