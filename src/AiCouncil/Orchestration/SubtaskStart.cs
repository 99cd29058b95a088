using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Routing;

namespace AiCouncil.Orchestration;

/// <summary>Starts a subtask once everything it builds on has ended, and fixes whom it asks.</summary>
internal sealed class SubtaskStart(ThinkingRooms rooms, IModelCatalogue catalogue, AdvanceSettings settings)
{
    public void StartWhenReady(RequestWork work, int order)
    {
        var row = work.Subtasks[order];
        var inputs = row.Subtask.Inputs.Select(id => work.Subtasks.First(it => it.Subtask.Id == id)).ToList();
        if (inputs.Exists(it => it.State is SubtaskState.Waiting or SubtaskState.Running) && !work.TimeIsUp)
        {
            return;
        }

        if (work.TimeIsUp || inputs.Exists(it => it.Subtask.Essential && it.State != SubtaskState.Decided))
        {
            work.Put(row with { State = SubtaskState.Skipped, Failure = work.TimeIsUp ? CallErrors.DeadlineExceeded : CallErrors.SubtaskFailed });
            return;
        }

        Start(work, row);
    }

    private void Start(RequestWork work, SubtaskRow row)
    {
        var models = Candidates.For(work.Spec, catalogue, settings);
        var route = rooms.Router.Route(new RoutingQuestion(
            work.Spec.Mode, row.Subtask.TaskType, row.Subtask.AnswerType, row.Subtask.Risk, work.Spec.Analysis.InputTokens, models,
            ModelsAreExplicit: work.Spec.Models.Count > 0));
        foreach (var note in route.Notes)
        {
            work.Degrade(note);
        }

        if (route.Waves.Count == 0)
        {
            work.Put(row with { State = SubtaskState.Failed, Failure = CallErrors.NoModel });
            work.Emit("subtask.completed", new SubtaskNews(row.Subtask.Id, SubtaskState.Failed, null));
            return;
        }

        work.Put(row with { State = SubtaskState.Running, Route = route });
        work.Emit("subtask.started", new StartNews(row.Subtask.Id, [.. route.Waves.SelectMany(wave => wave)], route.Reserves));
    }

    private sealed record StartNews(string Subtask, IReadOnlyList<string> Models, IReadOnlyList<string> Reserves);
}
