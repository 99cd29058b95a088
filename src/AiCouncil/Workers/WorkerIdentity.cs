using AiCouncil.Requests;

namespace AiCouncil.Workers;

/// <summary>Who a worker is and what it holds; shared by its parts.</summary>
internal sealed record WorkerIdentity(string Incarnation, NodeLease Lease, RunningCalls Running, IIdSource Ids, TimeProvider Clock);

/// <summary>A call that this node holds, with the fence of its claim.</summary>
internal sealed record ClaimedCall(RunningCalls.Running Running, Journal.CallToRun Task, long Fence)
{
    public CallId Id => Running.Call;

    /// <summary>Until the request's deadline.</summary>
    public TimeSpan TimeLeft(TimeProvider clock) => Task.Deadline - clock.GetUtcNow();
}
