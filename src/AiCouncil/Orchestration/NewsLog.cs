using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>Folds what workers did since the last run into the event log, with the times at which it happened.</summary>
internal static class NewsLog
{
    public static void Fold(RequestWork work)
    {
        foreach (var call in work.Calls.Where(call => call.HasNews).OrderBy(call => call.FinishedAt ?? call.SentAt).ThenBy(call => call.Id.Number).ToList())
        {
            Starts(work, call);
            Ends(work, call);
            work.Logged(call);
        }
    }

    /// <summary>What Advance itself did to a call.</summary>
    public static void Changed(RequestWork work, CallRow call, CallChange change)
    {
        switch (change)
        {
            case CallChange.Cancel:
                work.Emit("call.cancelled", Describe(work, call));
                work.Logged(call);
                break;
            case CallChange.GiveUp:
                work.Emit("call.failed", Describe(work, call));
                work.Logged(call);
                break;
            default:
                work.Emit("call.ready", Describe(work, call) with { Reissued = true });
                work.Logged(call);
                break;
        }
    }

    public static CallNews Describe(RequestWork work, CallRow call) => new(
        call.Id.Number, call.Subtask, call.Role, call.Model, call.Deployment, call.Error, call.Cost, LatencyOf(call), IsLate(work, call));

    private static void Starts(RequestWork work, CallRow call)
    {
        for (var fence = call.LoggedFence + 1; fence <= call.Fence; fence++)
        {
            work.Emit(fence == 1 ? "call.started" : "call.retried", Describe(work, call) with { Error = null, CostUsd = null, LatencyMs = null }, call.SentAt);
        }
    }

    private static void Ends(RequestWork work, CallRow call)
    {
        var type = call.State switch
        {
            CallState.Completed => "call.completed",
            CallState.Failed => "call.failed",
            CallState.OutcomeUnknown => "call.outcome_unknown",
            CallState.Cancelled => "call.cancelled",
            _ => null,
        };
        // Claimed while it was being cancelled: the claim is news, the cancel is not.
        var claimed = call.Fence != call.LoggedFence && call.State != CallState.Cancelled;
        if (type is not null && (call.State != call.LoggedState || claimed))
        {
            work.Emit(type, Describe(work, call), call.FinishedAt);
        }
    }

    private static long? LatencyOf(CallRow call) =>
        call is { SentAt: { } sent, FinishedAt: { } finished } && finished >= sent ? (long)(finished - sent).TotalMilliseconds : null;

    /// <summary>It came after its subtask was decided, or after the request ended.</summary>
    private static bool IsLate(RequestWork work, CallRow call) =>
        call.State == CallState.Completed
        && (work.Terminal || (call.Role == CallRole.Member && work.Subtasks.Any(row => row.Subtask.Id == call.Subtask && row.State is SubtaskState.Decided or SubtaskState.Failed)));
}

/// <summary>The data of every <c>call.*</c> event.</summary>
internal sealed record CallNews(
    int Call, string Subtask, CallRole Role, string Model, string? Deployment, string? Error, Usd? CostUsd, long? LatencyMs, bool Late,
    bool Reissued = false, bool Reused = false);
