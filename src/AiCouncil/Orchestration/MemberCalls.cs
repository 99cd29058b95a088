using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Routing;
using AiCouncil.Synthesis;

namespace AiCouncil.Orchestration;

/// <summary>Asks members: wave after wave, and a reserve for each that gave no usable answer.</summary>
internal sealed class MemberCalls(ThinkingRooms rooms, CallIssuer issuer)
{
    public static IReadOnlyList<CallRow> Of(RequestWork work, SubtaskRow row) =>
        [.. work.Calls.Where(call => call.Subtask == row.Subtask.Id && call.Role == CallRole.Member)];

    /// <summary>Issues what is due. False when nobody is left to wait for or to ask.</summary>
    /// <param name="pending">Members that may still answer.</param>
    /// <param name="readable">Usable answers so far.</param>
    public bool AskMore(RequestWork work, SubtaskRow row, int pending, int readable)
    {
        if (pending > 0)
        {
            ReplaceTheFailed(work, row, pending + readable);
            return true;
        }

        while (row.Waves < row.Route!.Waves.Count)
        {
            row = row with { Waves = row.Waves + 1 };
            work.Put(row);
            if (Ask(work, row, row.Route.Waves[row.Waves - 1]))
            {
                return true;
            }
        }

        return ReplaceTheFailed(work, row, readable);
    }

    /// <summary>A usable answer from the next in line is worth more than a smaller council (quality, not only reliability).</summary>
    private bool ReplaceTheFailed(RequestWork work, SubtaskRow row, int opinions)
    {
        var stillToAsk = row.Route!.Waves.Skip(row.Waves).Sum(wave => wave.Count);
        var missing = row.Route.Quorum - opinions - stillToAsk;
        var asked = Of(work, row).Select(call => call.Model).ToHashSet();
        return missing > 0 && Ask(work, row, row.Route.Reserves.Where(model => !asked.Contains(model)).Take(missing));
    }

    private bool Ask(RequestWork work, SubtaskRow row, IEnumerable<string> models)
    {
        var issued = false;
        foreach (var model in models.ToList())
        {
            issued |= issuer.Issue(work, new CallWish(row.Subtask.Id, CallRole.Member, model, row.Subtask.AnswerType, Prompt(work, row)));
        }

        return issued;
    }

    private IReadOnlyList<ChatTurn> Prompt(RequestWork work, SubtaskRow row)
    {
        var inputs = row.Subtask.Inputs
            .Select(id => work.Subtasks.First(it => it.Subtask.Id == id))
            .Where(it => it.State == SubtaskState.Decided)
            .Select(it => Results.Of(work, it))
            .ToList();
        return rooms.Synthesizer.MemberPrompt(new MemberTask(
            work.Conversation(), row.Subtask, work.Spec.Analysis.Choices, inputs, IsCompared(row.Route!, row.Subtask.AnswerType)));
    }

    /// <summary>The marked final line is asked for only where answers are compared.</summary>
    private bool IsCompared(Route route, AnswerType type) => rooms.Arbiter.Votes(type) && route.Waves.Sum(wave => wave.Count) > 1;
}
