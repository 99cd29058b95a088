using AiCouncil.Decomposition;
using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>Gets the request its subtasks: from a planner where it pays, else the one that needs none.</summary>
internal sealed class PlanStep(ThinkingRooms rooms, IModelCatalogue catalogue, CallIssuer issuer, AdvanceSettings settings)
{
    /// <summary>The subtask name of plan calls.</summary>
    public const string PlanId = "plan";

    public void Step(RequestWork work)
    {
        if (work.Subtasks.Count > 0)
        {
            return;
        }

        var call = work.Calls.LastOrDefault(call => call.Role == CallRole.Plan);
        if (call is null)
        {
            AskOrSettle(work);
        }
        else if (call.State == CallState.Completed)
        {
            Read(work, call);
        }
        else if (work.TimeIsUp || !LossPolicy.MayStillAnswer(work, call))
        {
            Settle(work, $"planning failed ({call.Error ?? "unknown"}); answered as one task");
        }
    }

    private void AskOrSettle(RequestWork work)
    {
        if (!PaysToPlan(work.Spec) || Planner(work.Spec) is not { } planner)
        {
            Adopt(work, rooms.Plans.Single(work.Spec.Analysis));
            return;
        }

        var prompt = rooms.Synthesizer.PlanPrompt(work.Conversation());
        if (!issuer.Issue(work, new CallWish(PlanId, CallRole.Plan, planner, AnswerType.Document, prompt)))
        {
            Settle(work, "planning was not affordable; answered as one task");
        }
    }

    private static bool PaysToPlan(RequestSpec spec) =>
        spec.Mode is ExecutionMode.Balanced or ExecutionMode.BestQuality
        && spec.Analysis is { MultiPart: true, Complexity: >= ComplexityLevel.Moderate };

    private string? Planner(RequestSpec spec) =>
        settings.Planner != "auto" ? settings.Planner : rooms.Router.Planner(Candidates.For(spec, catalogue, settings));

    private void Read(RequestWork work, CallRow call)
    {
        var reading = rooms.Plans.Read(work.TextOf(call.ResultHash!), work.Spec.Analysis);
        if (reading.Plan is { } plan)
        {
            Adopt(work, plan);
        }
        else
        {
            Settle(work, $"the plan was refused ({reading.Refusal}); answered as one task");
        }
    }

    private void Settle(RequestWork work, string reason)
    {
        work.Degrade(reason);
        Adopt(work, rooms.Plans.Single(work.Spec.Analysis));
    }

    private static void Adopt(RequestWork work, Plan plan)
    {
        for (var order = 0; order < plan.Subtasks.Count; order++)
        {
            work.Put(new SubtaskRow { Order = order, Subtask = plan.Subtasks[order], State = SubtaskState.Waiting });
        }

        work.Progress = work.Progress with { Planned = true };
        work.Emit("plan.completed", new PlanNews([.. plan.Subtasks.Select(it => new PlannedSubtask(it.Id, it.Goal, it.Inputs, it.Essential))]));
    }

    private sealed record PlanNews(IReadOnlyList<PlannedSubtask> Subtasks);

    private sealed record PlannedSubtask(string Id, string Goal, IReadOnlyList<string> Inputs, bool Essential);
}
