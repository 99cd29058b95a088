namespace AiCouncil.Orchestration;

/// <summary>Words for why a call or a request failed; part of the outside surface.</summary>
internal static class CallErrors
{
    public const string WorkerLost = "worker_lost";
    public const string DeadlineExceeded = "deadline_exceeded";
    public const string NoUsableAnswer = "no_usable_answer";
    public const string SubtaskFailed = "subtask_failed";
    public const string CostLimit = "cost_limit";
    public const string NoModel = "no_model";
    public const string InternalError = "internal_error";
    public const string Cancelled = "cancelled";
}
