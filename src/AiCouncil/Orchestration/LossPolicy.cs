using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>
/// Decides calls of which nobody knows whether they were answered (OutcomeUnknown): dropped, issued again once, or given up.
/// Dropping pays nothing and may happen at once; issuing again waits until the old attempt cannot be running any more.
/// </summary>
internal sealed class LossPolicy(AdvanceSettings settings)
{
    private const int FinalLoss = 2;

    /// <summary>Sorts out every lost call, plans and syntheses too. False when the request cannot go on (Strict, a singleton).</summary>
    public bool Resolve(RequestWork work)
    {
        foreach (var call in work.Calls.Where(call => call.State == CallState.OutcomeUnknown).ToList())
        {
            if (call.Losses >= FinalLoss || work.Spec.OnOutcomeUnknown == OutcomeUnknownPolicy.Strict)
            {
                work.Change(call, new CallChange.GiveUp(call.Id.Number));
                if (work.Spec.OnOutcomeUnknown == OutcomeUnknownPolicy.Strict && IsSingleton(work, call) && !IsDecided(work, call))
                {
                    return false;
                }
            }
            else if (Wanted(work, call) && work.TimeIsUp is false)
            {
                ReissueWhenSafe(work, call);
            }
        }

        return true;
    }

    /// <summary>A lost call that will run again counts as one that may still answer.</summary>
    public static bool MayStillAnswer(RequestWork work, CallRow call) =>
        call.State is CallState.Ready or CallState.InFlight || (call.State == CallState.OutcomeUnknown && !work.TimeIsUp && Wanted(work, call));

    /// <summary>Plan, synthesis, judge, and the only member of Direct or Fast: nobody stands in for it.</summary>
    private static bool IsSingleton(RequestWork work, CallRow call) =>
        call.Role is not CallRole.Member || work.Spec.Mode is ExecutionMode.Direct or ExecutionMode.Fast;

    private static bool IsDecided(RequestWork work, CallRow call) => call.Role is not CallRole.Member
        ? call.Role == CallRole.Plan && work.Subtasks.Count > 0
        : work.Subtasks.Any(row => row.Subtask.Id == call.Subtask && row.State is not (SubtaskState.Running or SubtaskState.Waiting));

    private static bool Wanted(RequestWork work, CallRow call)
    {
        if (call.Losses >= FinalLoss || work.Spec.OnOutcomeUnknown == OutcomeUnknownPolicy.Strict || IsDecided(work, call) || !Budget.Allows(work, call.Grant.Upper))
        {
            return false;
        }

        return IsSingleton(work, call) || work.Spec.OnOutcomeUnknown == OutcomeUnknownPolicy.ReissueOnce || RestoresQuorum(work, call);
    }

    /// <summary>DropMember: only as many lost members are asked again as the quorum of opinions lacks, the first ones.</summary>
    private static bool RestoresQuorum(RequestWork work, CallRow call)
    {
        var row = work.Subtasks.First(row => row.Subtask.Id == call.Subtask);
        var members = work.Calls.Where(it => it.Subtask == call.Subtask && it.Role == CallRole.Member).ToList();
        var opinions = members.Count(it => it.State is CallState.Ready or CallState.InFlight || Opinions.Usable(work, it));
        var missing = Math.Min(row.Route?.Quorum ?? 1, members.Count) - opinions;
        return members.Where(it => it.State == CallState.OutcomeUnknown && it.Losses < FinalLoss).Take(missing).Contains(call);
    }

    private void ReissueWhenSafe(RequestWork work, CallRow call)
    {
        var safeAt = call.HolderGone ? work.Now : (call.SentAt ?? work.Now) + settings.CallTimeout + settings.ReissueMargin;
        if (work.Now >= safeAt)
        {
            work.Change(call, new CallChange.Reissue(call.Id.Number));
        }
        else
        {
            work.WakeAt(safeAt);
        }
    }
}
