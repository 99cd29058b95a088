using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Orchestration;
using AiCouncil.Requests;

namespace AiCouncil.Tests.Orchestration;

/// <summary>
/// One request as rows in memory. Advance decides on them; its decision is written into them as a journal would; calls end as the
/// test says. Data in, data out: no journal, no worker, no time but <see cref="Now"/>.
/// </summary>
internal sealed class RequestBench
{
    public const string Sum = "How many apples are 17 and 25 together?";
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly SortedDictionary<int, SubtaskRow> _subtasks = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly List<CallRow> _calls = [];
    private readonly List<NewEvent> _events = [];
    private readonly Advance _advance;
    private readonly IReadOnlyList<ReusableCall> _reusable;

    public RequestBench(
        ExecutionMode mode, string question = Sum, ModelInfo[]? models = null, AdvanceSettings? settings = null,
        Func<RequestSpec, RequestSpec>? change = null, IReadOnlyList<ReusableCall>? reusable = null)
    {
        _reusable = reusable ?? [];
        _advance = new Advance(SomeCouncil.Rooms, new SomeCouncil(models ?? SomeCouncil.Market), settings ?? new AdvanceSettings());
        IReadOnlyList<ChatTurn> conversation = [new ChatTurn("user", question)];
        var payload = Payload.Of(CouncilJson.Serialize(conversation));
        _texts[payload.Hash] = payload.Text;
        var spec = new RequestSpec
        {
            Id = new RequestId(Guid.CreateVersion7(Start)), Tenant = "default", Mode = mode, Priority = Priority.Medium, CreatedAt = Start,
            Analysis = SomeCouncil.Analyzer.Analyze(conversation), ConversationHash = payload.Hash, Title = question,
            CostLimit = DefaultsOptions.BuiltInMaxCost, OnOutcomeUnknown = OutcomeUnknownPolicy.DropMember,
        };
        Row = new RequestRow
        {
            Spec = change?.Invoke(spec) ?? spec, State = RequestState.Queued, Version = 0, Sequence = 0, Deadline = Start.AddSeconds(180), UpdatedAt = Start,
            Progress = new Progress(),
        };
        Advance();
    }

    public DateTimeOffset Now { get; private set; } = Start;

    public RequestRow Row { get; private set; }

    public IReadOnlyList<CallRow> Calls => _calls;

    /// <summary>Everything logged, oldest first.</summary>
    public IReadOnlyList<NewEvent> Events => _events;

    public IReadOnlyList<string> Degraded => Row.Progress.DegradedReasons;

    public FinalResponse Final => Row.Final ?? throw new InvalidOperationException("The request has not ended.");

    /// <summary>The models asked so far, in the order of their calls.</summary>
    public string Asked => string.Join(' ', _calls.Select(call => call.Model));

    /// <summary>Models whose calls wait or run.</summary>
    public string Open => string.Join(' ', _calls.Where(call => call.State is CallState.Ready or CallState.InFlight).Select(call => call.Model));

    public SubtaskRow Subtask(string id) => _subtasks.Values.First(row => row.Subtask.Id == id);

    public CallRow Of(string model) => _calls.Last(call => call.Model == model);

    public CallRow CallFor(string subtask) => _calls.First(call => call.Subtask == subtask);

    public string PromptOf(CallRow call) =>
        string.Join("\n", CouncilJson.Deserialize<ModelPrompt>(_texts[call.PromptHash]).Messages.Select(turn => turn.Text));

    public Payload TextOf(CallRow call) => new(call.ResultHash!, _texts[call.ResultHash!]);

    /// <summary>Decides and stores, as an orchestrator does after each news.</summary>
    public Decision? Advance() => Store(_advance.Decide(Input()));

    public Decision? Cancel() => Store(AiCouncil.Orchestration.Advance.Cancel(Input()));

    public RequestBench After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    /// <summary>A worker claims the model's latest call.</summary>
    public RequestBench Claim(params string[] models)
    {
        foreach (var call in models.Select(Of))
        {
            Set(call with { State = CallState.InFlight, Fence = call.Fence + 1, FirstSentAt = call.FirstSentAt ?? Now, SentAt = Now, ClaimedBy = "worker", FinishedAt = null });
        }

        return this;
    }

    /// <summary>The model answers, a tenth of a second later; nothing has been decided on it yet.</summary>
    public RequestBench Answer(string model, string text, string finish = "stop") => Answer(Of(model), text, finish);

    public RequestBench Answer(CallRow call, string text, string finish = "stop", Usd? cost = null)
    {
        Now += TimeSpan.FromMilliseconds(100);
        var payload = Payload.Of(text);
        _texts[payload.Hash] = text;
        Set(Claimed(call) with
        {
            State = CallState.Completed, ResultHash = payload.Hash, FinishReason = finish, FinishedAt = Now, Error = null, Cost = cost ?? new Usd(1_000_000),
        });
        return this;
    }

    public RequestBench Fail(string model, string error = "bad_gateway") => Fail(Of(model), error);

    public RequestBench Fail(CallRow call, string error = "bad_gateway")
    {
        Set(Claimed(call) with { State = CallState.Failed, Error = error, FinishedAt = Now });
        return this;
    }

    /// <summary>Nobody knows whether the model answered.</summary>
    /// <param name="gone">It is certain that nobody works on the call any more.</param>
    public RequestBench Lose(string model, bool gone = true) => Lose(Of(model), gone);

    public RequestBench Lose(CallRow call, bool gone = true)
    {
        var claimed = Claimed(call);
        Set(claimed with { State = CallState.OutcomeUnknown, Losses = claimed.Losses + 1, HolderGone = gone, Error = "lease_lost", FinishedAt = Now });
        return this;
    }

    private CallRow Claimed(CallRow call) => call.State == CallState.Ready
        ? call with { State = CallState.InFlight, Fence = call.Fence + 1, FirstSentAt = call.FirstSentAt ?? Now, SentAt = Now, ClaimedBy = "worker", FinishedAt = null }
        : call;

    private AdvanceInput Input() => new(new RequestView(Row, [.. _subtasks.Values], [.. _calls], []), _texts, _reusable, Now);

    private void Set(CallRow call) => _calls[call.Id.Number - 1] = call;

    private Decision? Store(Decision? decision)
    {
        if (decision is null)
        {
            return null;
        }

        foreach (var payload in decision.Payloads)
        {
            _texts[payload.Hash] = payload.Text;
        }

        foreach (var row in decision.Subtasks)
        {
            _subtasks[row.Order] = row;
        }

        _calls.AddRange(decision.NewCalls);
        decision.Changes.ToList().ForEach(Change);
        foreach (var logged in decision.Logged)
        {
            Set(_calls[logged.Number - 1] with { LoggedState = logged.State, LoggedFence = logged.Fence });
        }

        _events.AddRange(decision.Events);
        Row = Row with
        {
            State = Row.Terminal ? Row.State : decision.State, Version = Row.Version + 1, Sequence = Row.Sequence + decision.Events.Count,
            UpdatedAt = Now, NextTimer = decision.NextTimer, Progress = decision.Progress, Final = Row.Final ?? decision.Final,
        };
        return decision;
    }

    private void Change(CallChange change)
    {
        var call = _calls[change.Number - 1];
        Set(change switch
        {
            CallChange.Cancel => call with { State = CallState.Cancelled, FinishedAt = Now },
            CallChange.Reissue => call with
            {
                State = CallState.Ready, HolderGone = false, FinishedAt = null, Grant = call.Grant with { Attempts = call.Grant.Attempts + 1 },
            },
            CallChange.GiveUp => call with { State = CallState.Failed, Error = "worker_lost", FinishedAt = Now },
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        });
    }
}
