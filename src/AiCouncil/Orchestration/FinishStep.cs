using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Synthesis;

namespace AiCouncil.Orchestration;

/// <summary>Ends the request: with one subtask's text, with several edited into one, or with the name of what failed.</summary>
internal sealed class FinishStep(ThinkingRooms rooms, IModelCatalogue catalogue, CallIssuer issuer, AdvanceSettings settings)
{
    /// <summary>The subtask name of synthesis calls.</summary>
    public const string SynthesisId = "synthesis";

    public void Step(RequestWork work)
    {
        if (work.Subtasks.Count == 0)
        {
            if (work.TimeIsUp)
            {
                Ending.Fail(work, CallErrors.DeadlineExceeded, "The deadline passed before any subtask was known.");
            }

            return;
        }

        if (FailedEssential(work) is { } failed && !(work.TimeIsUp && Results.All(work).Count > 0))
        {
            FailWith(work, failed);
        }
        else if (work.Subtasks.All(row => row.State is not (SubtaskState.Waiting or SubtaskState.Running)))
        {
            Answer(work);
        }
    }

    private static SubtaskRow? FailedEssential(RequestWork work) =>
        work.Subtasks.FirstOrDefault(row => row.Subtask.Essential && row.State is SubtaskState.Failed or SubtaskState.Skipped);

    private static void FailWith(RequestWork work, SubtaskRow row)
    {
        var code = row.Failure is CallErrors.DeadlineExceeded or CallErrors.WorkerLost or CallErrors.NoModel ? row.Failure : CallErrors.SubtaskFailed;
        if (work.Subtasks.Count == 1 && code == CallErrors.SubtaskFailed)
        {
            code = work.Calls.Count == 0 ? CallErrors.CostLimit : CallErrors.NoUsableAnswer;
        }

        Ending.Fail(work, code, $"Subtask '{row.Subtask.Id}' has no usable answer ({row.Failure}).");
    }

    private void Answer(RequestWork work)
    {
        var results = Results.All(work);
        foreach (var row in work.Subtasks.Where(row => row.Subtask.Essential && row.State != SubtaskState.Decided))
        {
            work.Degrade($"subtask '{row.Subtask.Id}' was not finished: {row.Failure}");
        }

        if (results.Count == 0)
        {
            Ending.Fail(work, CallErrors.NoUsableAnswer, "No subtask has a usable answer.");
        }
        else if (Others(work, results) is { Count: > 0 } others)
        {
            Synthesise(work, results, others);
        }
        else
        {
            Ending.Complete(work, FinalText(work, Base(results)));
        }
    }

    /// <summary>
    /// A single call was not asked for a marked line. If its text has one, the caller asked for it; and the text may have been
    /// streamed as it came.
    /// </summary>
    private string FinalText(RequestWork work, SubtaskResult result) =>
        work.Spec.Mode is ExecutionMode.Direct or ExecutionMode.Fast ? result.Text : rooms.Synthesizer.FinalText(result);

    /// <summary>
    /// What has to be edited into the base: the other results where two or more are essential; for one task in prose, the other
    /// members' texts. Empty when one answer stands for itself.
    /// </summary>
    private IReadOnlyList<SubtaskResult> Others(RequestWork work, IReadOnlyList<SubtaskResult> results)
    {
        if (results.Count(result => result.Essential) >= 2)
        {
            return [.. results.Where(result => result.Id != Base(results).Id)];
        }

        var row = work.Subtasks[0];
        if (work.Subtasks.Count > 1 || work.Spec.Mode != ExecutionMode.BestQuality || rooms.Arbiter.Votes(row.Subtask.AnswerType))
        {
            return [];
        }

        return [.. MemberCalls.Of(work, row)
            .Where(call => Opinions.Usable(work, call) && call.Id.Number != row.WinnerCall)
            .Select(call => results[0] with { Answer = null, Text = work.TextOf(call.ResultHash!) })];
    }

    /// <summary>The last essential result: in plan order it builds on the others.</summary>
    private static SubtaskResult Base(IReadOnlyList<SubtaskResult> results) => results.LastOrDefault(result => result.Essential) ?? results[^1];

    private void Synthesise(RequestWork work, IReadOnlyList<SubtaskResult> results, IReadOnlyList<SubtaskResult> others)
    {
        var call = work.Calls.LastOrDefault(call => call.Role == CallRole.Synthesis);
        if (call is null)
        {
            if (work.TimeIsUp || !Ask(work, results, others))
            {
                SideBySide(work, results, "no synthesis was made");
            }
        }
        else if (call.State == CallState.Completed)
        {
            Check(work, results, call);
        }
        else if (work.TimeIsUp || !LossPolicy.MayStillAnswer(work, call))
        {
            SideBySide(work, results, $"the synthesis failed ({call.Error ?? CallErrors.DeadlineExceeded})");
        }
    }

    private bool Ask(RequestWork work, IReadOnlyList<SubtaskResult> results, IReadOnlyList<SubtaskResult> others)
    {
        var models = Candidates.For(work.Spec, catalogue, settings);
        var model = settings.Synthesis != "auto" ? settings.Synthesis : rooms.Router.Synthesizer(models);
        var prompt = rooms.Synthesizer.SynthesisPrompt(new SynthesisTask(work.Conversation(), Base(results), others));
        return model is not null && issuer.Issue(work, new CallWish(SynthesisId, CallRole.Synthesis, model, AnswerType.Document, prompt));
    }

    /// <summary>Exact values were voted on; an edit that lost one is refused.</summary>
    private void Check(RequestWork work, IReadOnlyList<SubtaskResult> results, CallRow call)
    {
        var text = work.TextOf(call.ResultHash!);
        var missing = rooms.Synthesizer.MissingValues(text, results);
        if (missing.Count > 0 || !Opinions.Usable(work, call))
        {
            SideBySide(work, results, missing.Count > 0 ? $"the synthesis lost {missing.Count} exact value(s) and was refused" : "the synthesis was refused");
        }
        else
        {
            Ending.Complete(work, text);
        }
    }

    private void SideBySide(RequestWork work, IReadOnlyList<SubtaskResult> results, string reason)
    {
        var single = work.Subtasks.Count == 1;
        work.Degrade(reason + (single ? "; the best member's text stands" : "; the results stand side by side"));
        Ending.Complete(work, single ? rooms.Synthesizer.FinalText(results[0]) : rooms.Synthesizer.Joined(results));
    }
}
