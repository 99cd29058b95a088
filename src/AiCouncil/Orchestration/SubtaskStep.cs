using AiCouncil.Arbitration;
using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>Moves one subtask on: starts it when its inputs are there, asks the next wave, decides when enough have answered.</summary>
internal sealed class SubtaskStep(ThinkingRooms rooms, IModelCatalogue catalogue, MemberCalls members, SubtaskStart start)
{
    public void Step(RequestWork work, int order)
    {
        if (work.Subtasks[order].State == SubtaskState.Waiting)
        {
            start.StartWhenReady(work, order);
        }

        if (work.Subtasks[order].State == SubtaskState.Running)
        {
            Continue(work, work.Subtasks[order]);
        }
    }

    private void Continue(RequestWork work, SubtaskRow row)
    {
        var asked = MemberCalls.Of(work, row);
        var pending = asked.Count(call => LossPolicy.MayStillAnswer(work, call));
        var unasked = row.Route!.Waves.Skip(row.Waves).Sum(wave => wave.Count);
        var ruling = Rule(work, row, asked, work.TimeIsUp ? 0 : pending + unasked);
        var readable = asked.Count(call => Opinions.Usable(work, call)) - ruling.Unreadable.Count;
        if (work.TimeIsUp || (readable > 0 && ruling.Decided))
        {
            Decide(work, row, asked, ruling);
            return;
        }

        if (members.AskMore(work, row, pending, readable))
        {
            return;
        }

        Decide(work, row, asked, unasked == 0 ? ruling : Rule(work, row, asked, 0));
    }

    private Ruling Rule(RequestWork work, SubtaskRow row, IReadOnlyList<CallRow> asked, int pending)
    {
        var answers = asked.Where(call => Opinions.Usable(work, call)).Select(call => Answer(work, call)).ToList();
        return rooms.Arbiter.Rule(new ArbitrationQuestion(
            row.Subtask.Id, Compared(work, row), work.Spec.Analysis.Choices, answers, pending, row.Route!.AgreeToStop));
    }

    /// <summary>
    /// The one text of a single call stands as it is: it was not asked for in a form that can be read, may be on the caller's screen
    /// already, and is no reason to pay a second model.
    /// </summary>
    private static AnswerType Compared(RequestWork work, SubtaskRow row) =>
        work.Spec.Mode is ExecutionMode.Direct or ExecutionMode.Fast ? AnswerType.Prose : row.Subtask.AnswerType;

    private MemberAnswer Answer(RequestWork work, CallRow call)
    {
        var model = catalogue.Find(call.Model);
        return new MemberAnswer(call.Id.Number, call.Model, model?.Family ?? call.Model, model?.Quality ?? 0, work.TextOf(call.ResultHash!));
    }

    private static void Decide(RequestWork work, SubtaskRow row, IReadOnlyList<CallRow> asked, Ruling ruling)
    {
        foreach (var call in asked.Where(call => call.State is CallState.Ready or CallState.InFlight))
        {
            work.Change(call, new CallChange.Cancel(call.Id.Number));
        }

        var usable = asked.Count(call => Opinions.Usable(work, call));
        if (usable == 0)
        {
            Fail(work, row, asked);
            return;
        }

        if (usable < Math.Min(row.Route!.Quorum, asked.Count))
        {
            work.Degrade($"subtask '{row.Subtask.Id}': {usable} usable answers where {row.Route.Quorum} were wanted");
        }

        Settle(work, row, ruling);
    }

    private static void Settle(RequestWork work, SubtaskRow row, Ruling ruling)
    {
        var verdict = new VerdictReport(row.Subtask.Id, ruling.Answer, ruling.Confidence, ruling.StopReason, ruling.Groups);
        work.Put(row with
        {
            State = SubtaskState.Decided,
            Verdict = verdict,
            WinnerCall = ruling.WinnerCall ?? ruling.Unreadable[0],
            DecidedAt = work.Now,
        });
        if (ruling.WinnerCall is null)
        {
            work.Degrade($"subtask '{row.Subtask.Id}': no answer could be read out of the members' texts; the first text stands");
        }

        if (ruling.Groups.Count > 0)
        {
            work.Emit("verdict.reached", verdict);
        }

        work.Emit("subtask.completed", new SubtaskNews(row.Subtask.Id, SubtaskState.Decided, ruling.Answer));
    }

    private static void Fail(RequestWork work, SubtaskRow row, IReadOnlyList<CallRow> asked)
    {
        var failure = work.TimeIsUp ? CallErrors.DeadlineExceeded
            : asked.Select(call => call.Error).FirstOrDefault(error => error is not null) ?? CallErrors.NoUsableAnswer;
        work.Put(row with { State = SubtaskState.Failed, Failure = failure });
        work.Emit("subtask.completed", new SubtaskNews(row.Subtask.Id, SubtaskState.Failed, null));
        if (!row.Subtask.Essential)
        {
            work.Degrade($"optional subtask '{row.Subtask.Id}' failed: {failure}");
        }
    }
}

/// <summary>The data of <c>subtask.completed</c>.</summary>
internal sealed record SubtaskNews(string Subtask, SubtaskState State, string? Answer);
