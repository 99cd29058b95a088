using AiCouncil.Analysis;
using AiCouncil.Decomposition;
using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Conformance.Journal;

/// <summary>Small, valid rows for tests of a journal.</summary>
internal static class Samples
{
    private static int _ids;

    /// <summary>Ids in ascending order, whatever the clock says.</summary>
    public static RequestId NextId()
    {
        var id = new byte[16];
        id[6] = 0x70;
        id[8] = 0x80;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(id.AsSpan(12), Interlocked.Increment(ref _ids));
        return new RequestId(new Guid(id, bigEndian: true));
    }

    public static NewRequest Request(DateTimeOffset now, int calls = 1, string? owner = null, Func<CallRow, CallRow>? change = null, string? key = null)
    {
        var id = NextId();
        var conversation = Payload.Of($"conversation of {id}");
        var prompt = Payload.Of("What is 6 × 7?");
        var spec = Spec(id, now, conversation.Hash);
        var rows = Enumerable.Range(1, calls).Select(n => Call(id, n, prompt.Hash)).Select(row => change is null ? row : change(row));
        var first = new Decision
        {
            Version = 0, State = RequestState.Queued, Progress = new Progress(), NewCalls = [.. rows], Payloads = [prompt],
            Subtasks = [MainSubtask(SubtaskState.Running)], Events = [Event(now, "accepted")], NextTimer = now.AddMinutes(3),
        };
        return new NewRequest(spec, now.AddMinutes(3), owner, conversation, first, key, "body");
    }

    public static RequestSpec Spec(RequestId id, DateTimeOffset now, string conversation) => new()
    {
        Id = id, Tenant = "default", Mode = ExecutionMode.Direct, Priority = Priority.Medium, CreatedAt = now,
        Analysis = new RequestAnalysis(
            TaskIntent.Question, ComplexityLevel.Trivial, TaskType.Reasoning, AnswerType.Number, RiskLevel.Low, false, 6, []),
        ConversationHash = conversation, Title = "What is 6 × 7?", CostLimit = Usd.FromDecimal(1),
        OnOutcomeUnknown = OutcomeUnknownPolicy.DropMember,
    };

    public static SubtaskRow MainSubtask(SubtaskState state) => new()
    {
        Order = 0, State = state,
        Subtask = new Subtask(Subtask.SingleId, "answer", TaskType.Reasoning, AnswerType.Number, [], true, RiskLevel.Low),
    };

    public static CallRow Call(RequestId id, int number, string prompt) => new()
    {
        Id = new CallId(id, number), Subtask = Subtask.SingleId, Role = CallRole.Member, Replica = number, Model = "m", Pool = "default",
        State = CallState.Ready, Fence = 0, PromptHash = prompt, OrderKey = number,
        Grant = new CallGrant(3, 6, 100, new Usd(5_000), RetryUnusable: false, Stream: true, Simulated: true),
    };

    public static NodeRow Node(string incarnation, string? id, DateTimeOffset now, DateTimeOffset until) =>
        new(id ?? incarnation, incarnation, "worker", NodeRow.Ready, ["default"], 4, now, until, 0);

    public static Claim Claim(CallId call, string incarnation, long fence, Guid? token = null) =>
        new(call, token ?? Guid.NewGuid(), fence, incarnation, new NewAttempt(fence + 1, 1, "m@one", "best"));

    public static CallResult Result(CallId call, long fence, Moves move, string? text = null, Usd? cost = null, TimeSpan? delay = null) =>
        new(call, fence, move, [new AttemptEnd(1, EndOf(move), move.ToString(), new TokenUsage(6, 2), cost ?? new Usd(1_000))])
        {
            Text = move == Moves.Complete ? Payload.Of(text ?? "42") : null, FinishReason = move == Moves.Complete ? "stop" : null,
            Deployment = "m@one", Error = move == Moves.Complete ? null : "rejected", Delay = delay,
        };

    /// <summary>Folds every wake in, logs what is new, one event.</summary>
    public static Decision Decision(RequestView view, DateTimeOffset now, RequestState state = RequestState.InProgress) => new()
    {
        Version = view.Request.Version, State = state, Progress = view.Request.Progress, NextTimer = now.AddMinutes(3), Wakes = view.Wakes,
        Logged = [.. view.Calls.Where(call => call.HasNews).Select(call => new LoggedCall(call.Id.Number, call.State, call.Fence))],
        Events = [Event(now, "looked")],
        Final = state is RequestState.InProgress or RequestState.Queued ? null : Final(view.Request.Spec.Id, now, state),
    };

    public static FinalResponse Final(RequestId id, DateTimeOffset now, RequestState state) =>
        new() { Id = id, Status = state, Mode = ExecutionMode.Direct, CreatedAt = now, Content = "42" };

    public static NewEvent Event(DateTimeOffset at, string type) => new(type, at, "{}");

    private static AttemptResult EndOf(Moves move) => move switch
    {
        Moves.Complete => AttemptResult.Answered,
        Moves.Unknown => AttemptResult.Ambiguous,
        Moves.Record => AttemptResult.Cancelled,
        _ => AttemptResult.Rejected,
    };
}
