using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>What a new call asks.</summary>
internal sealed record CallWish(string Subtask, CallRole Role, string Model, AnswerType AnswerType, IReadOnlyList<ChatTurn> Prompt);

/// <summary>Turns a wish into a numbered call row with its prompt, within the request's bounds.</summary>
internal sealed class CallIssuer(IModelCatalogue catalogue, ThinkingRooms rooms, AdvanceSettings settings)
{
    /// <summary>A request never has more calls than this, whatever its plan.</summary>
    public const int MaxCalls = 200;

    /// <summary>False when the cost limit or the number of calls forbids it; the reason is then among the degraded ones.</summary>
    public bool Issue(RequestWork work, CallWish wish)
    {
        if (catalogue.Find(wish.Model) is not { } model)
        {
            work.Degrade($"model '{wish.Model}' is not configured here");
            return false;
        }

        if (work.Calls.Count >= MaxCalls)
        {
            work.Degrade($"the bound of {MaxCalls} calls was reached");
            return false;
        }

        var grant = Grant(work, wish, model, out var prompt);
        var reused = work.Input.Reusable.FirstOrDefault(it => it.Model == wish.Model && it.PromptHash == prompt.Hash);
        if (reused is null && !Budget.Allows(work, grant.Upper))
        {
            work.Degrade($"the cost limit of {work.Spec.CostLimit} left no room for {wish.Model}");
            return false;
        }

        Add(work, Row(work, wish, model, grant, prompt), prompt, reused);
        return true;
    }

    private CallGrant Grant(RequestWork work, CallWish wish, ModelInfo model, out Payload prompt)
    {
        var input = rooms.Sizes.InputTokens(wish.Prompt);
        var options = wish.Role == CallRole.Plan ? new GenerationOptions() : work.Spec.Generation;
        var output = rooms.Sizes.OutputTokens(wish.Role, wish.AnswerType, options, model).Max;
        var question = work.Conversation().LastOrDefault(turn => turn.Role == "user")?.Text;
        prompt = Payload.Of(CouncilJson.Serialize(
            new ModelPrompt(wish.Prompt, options with { MaxOutputTokens = output }, wish.Role, question)));

        // A plan or a synthesis has no substitute: an unusable one may be paid for once more.
        var retryUnusable = wish.Role is CallRole.Plan or CallRole.Synthesis;
        var once = model.Price?.CostOf(input, output);
        return new CallGrant(
            settings.MaxAttempts, input, output, retryUnusable ? once + once : once, retryUnusable,
            Stream: work.Spec.Stream && work.Spec.Mode is ExecutionMode.Direct or ExecutionMode.Fast, model.Simulated);
    }

    private static CallRow Row(RequestWork work, CallWish wish, ModelInfo model, CallGrant grant, Payload prompt) => new()
    {
        Id = new CallId(work.Spec.Id, work.Calls.Count + 1),
        Subtask = wish.Subtask,
        Role = wish.Role,
        Replica = work.Calls.Count(call => call.Subtask == wish.Subtask && call.Role == wish.Role) + 1,
        Model = wish.Model,
        Pool = model.Pool,
        State = CallState.Ready,
        Fence = 0,
        PromptHash = prompt.Hash,
        Grant = grant,
        OrderKey = OrderKey(work.Spec),
    };

    private static void Add(RequestWork work, CallRow row, Payload prompt, ReusableCall? reused)
    {
        if (reused is null)
        {
            work.Add(row, prompt);
            work.Emit("call.ready", NewsLog.Describe(work, row));
            return;
        }

        var done = row with
        {
            State = CallState.Completed,
            LoggedState = CallState.Completed,
            ResultHash = reused.Text.Hash,
            FinishReason = reused.FinishReason,
            Deployment = reused.Deployment,
            FinishedAt = work.Now,
        };
        work.Add(done, prompt, reused.Text);
        work.Emit("call.completed", NewsLog.Describe(work, done) with { Reused = true });
    }

    /// <summary>Seconds: the time of acceptance, moved by the class. Every call of an older request of a class comes first, and none starves.</summary>
    private static double OrderKey(RequestSpec spec) => spec.CreatedAt.ToUnixTimeMilliseconds() / 1000.0 + spec.Priority switch
    {
        Priority.Critical => 0,
        Priority.High => 5,
        Priority.Medium => 15,
        _ => 60,
    };
}
