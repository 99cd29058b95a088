using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>The terminal states: open calls are cancelled, the answer and its report are written, the last event says which.</summary>
internal static class Ending
{
    public static void Complete(RequestWork work, string content)
    {
        CancelOpenCalls(work);
        if (work.TimeIsUp)
        {
            work.Degrade("the deadline passed; answered with what was there");
        }

        work.Emit("answer.final", new { content });
        End(work, RequestState.Completed, "request.completed", content, error: null);
    }

    public static void Fail(RequestWork work, string code, string message)
    {
        CancelOpenCalls(work);
        End(work, RequestState.Failed, "request.failed", content: null, new ErrorReport(code, message, Retryable: code != CallErrors.CostLimit));
    }

    public static void Cancel(RequestWork work)
    {
        CancelOpenCalls(work);
        End(work, RequestState.Cancelled, "request.cancelled", content: null,
            new ErrorReport(CallErrors.Cancelled, "The request was cancelled.", Retryable: false));
    }

    private static void End(RequestWork work, RequestState state, string type, string? content, ErrorReport? error)
    {
        var report = ResponseReport.Of(work, state, content, error);
        work.Emit(type, new EndNews(state, report.Degraded, report.Cost.TotalUsd, error));
        work.End(state, report);
    }

    private static void CancelOpenCalls(RequestWork work)
    {
        foreach (var call in work.Calls.Where(call => call.State is CallState.Ready or CallState.InFlight).ToList())
        {
            work.Change(call, new CallChange.Cancel(call.Id.Number));
        }
    }

    private sealed record EndNews(RequestState State, bool Degraded, Usd? CostUsd, ErrorReport? Error);
}
