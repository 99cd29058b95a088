using AiCouncil.Journal;
using AiCouncil.Models;

namespace AiCouncil.Orchestration;

/// <summary>
/// What comes next for a request: a pure function from a snapshot to a decision. It knows the order of the rooms and nothing of
/// storage, brokers or time. Everything it decides is stored in one transaction, if the snapshot is still the latest.
/// </summary>
internal sealed class Advance
{
    private readonly LossPolicy _losses;
    private readonly PlanStep _plan;
    private readonly SubtaskStep _subtasks;
    private readonly FinishStep _finish;

    public Advance(ThinkingRooms rooms, IModelCatalogue catalogue, AdvanceSettings settings)
    {
        var issuer = new CallIssuer(catalogue, rooms, settings);
        _losses = new LossPolicy(settings);
        _plan = new PlanStep(rooms, catalogue, issuer, settings);
        _subtasks = new SubtaskStep(rooms, catalogue, new MemberCalls(rooms, issuer), new SubtaskStart(rooms, catalogue, settings));
        _finish = new FinishStep(rooms, catalogue, issuer, settings);
    }

    /// <summary>The next decision, null when nothing happened and nothing is due.</summary>
    public Decision? Decide(AdvanceInput input)
    {
        var work = new RequestWork(input);
        NewsLog.Fold(work);
        if (!work.Terminal)
        {
            Walk(work);
        }

        return work.ToDecision();
    }

    /// <summary>The caller's decision to end the request; null when it has ended.</summary>
    public static Decision? Cancel(AdvanceInput input)
    {
        var work = new RequestWork(input);
        if (work.Terminal)
        {
            return null;
        }

        NewsLog.Fold(work);
        Ending.Cancel(work);
        return work.ToDecision();
    }

    /// <summary>Ends a request on which a step threw; null when it has ended.</summary>
    public static Decision? Abandon(AdvanceInput input)
    {
        var work = new RequestWork(input);
        if (work.Terminal)
        {
            return null;
        }

        Ending.Fail(work, CallErrors.InternalError, "A step of the council failed on this request; the log has the details.");
        return work.ToDecision();
    }

    private void Walk(RequestWork work)
    {
        if (work.State == Requests.RequestState.Queued && work.Calls.Any(call => call.Fence > 0))
        {
            work.Start();
        }

        if (!_losses.Resolve(work))
        {
            Ending.Fail(work, CallErrors.WorkerLost, "The worker of a call that has no substitute was lost, and the policy issues nothing twice.");
            return;
        }

        do
        {
            _plan.Step(work);
            for (var order = 0; order < work.Subtasks.Count; order++)
            {
                _subtasks.Step(work, order);
            }

            _finish.Step(work);
        }
        while (work.TakeProgressed() && !work.Terminal);
    }
}
