using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>
/// The working copy of one run of Advance: what the snapshot said plus what was decided since, so that each step sees the
/// steps before it. Becomes one <see cref="Decision"/>.
/// </summary>
internal sealed class RequestWork
{
    private readonly List<CallRow> _calls;
    private readonly List<SubtaskRow> _subtasks;
    private readonly HashSet<int> _touchedSubtasks = [];
    private readonly List<CallRow> _new = [];
    private readonly List<CallChange> _changes = [];
    private readonly Dictionary<string, Payload> _payloads = new(StringComparer.Ordinal);
    private readonly List<NewEvent> _events = [];
    private readonly List<LoggedCall> _logged = [];
    private readonly List<string> _degraded;
    private IReadOnlyList<ChatTurn>? _conversation;
    private DateTimeOffset? _timer;
    private bool _progressed;

    public RequestWork(AdvanceInput input)
    {
        Input = input;
        _calls = [.. input.View.Calls];
        _subtasks = [.. input.View.Subtasks];
        Progress = input.View.Request.Progress;
        _degraded = [.. Progress.DegradedReasons];
        State = input.View.Request.State;
    }

    public AdvanceInput Input { get; }

    public RequestSpec Spec => Input.View.Request.Spec;

    public DateTimeOffset Now => Input.Now;

    /// <summary>The deadline has passed: what is there has to do.</summary>
    public bool TimeIsUp => Now >= Input.View.Request.Deadline;

    public Progress Progress { get; set; }

    public RequestState State { get; private set; }

    public FinalResponse? Final { get; private set; }

    public bool Terminal => State is RequestState.Completed or RequestState.Failed or RequestState.Cancelled;

    public IReadOnlyList<CallRow> Calls => _calls;

    public IReadOnlyList<SubtaskRow> Subtasks => _subtasks;

    public IReadOnlyList<string> DegradedReasons => _degraded;

    /// <summary>A reused answer came in during this run: the steps have to look once more.</summary>
    public bool TakeProgressed()
    {
        var progressed = _progressed;
        _progressed = false;
        return progressed;
    }

    public string TextOf(string hash) =>
        Input.Texts.TryGetValue(hash, out var text) ? text : _payloads.TryGetValue(hash, out var added) ? added.Text : "";

    public IReadOnlyList<ChatTurn> Conversation() => _conversation ??= CouncilJson.Deserialize<IReadOnlyList<ChatTurn>>(TextOf(Spec.ConversationHash));

    public void Emit<T>(string type, T data, DateTimeOffset? at = null) => _events.Add(new NewEvent(type, at ?? Now, CouncilJson.Serialize(data)));

    public void Logged(CallRow call) => _logged.Add(new LoggedCall(call.Id.Number, call.State, call.Fence));

    public void Degrade(string reason)
    {
        if (!_degraded.Contains(reason))
        {
            _degraded.Add(reason);
            Emit("degraded", new { reason });
        }
    }

    public void Put(SubtaskRow row)
    {
        if (row.Order < _subtasks.Count)
        {
            _subtasks[row.Order] = row;
        }
        else
        {
            _subtasks.Add(row);
        }

        _touchedSubtasks.Add(row.Order);
    }

    public void Add(CallRow call, params ReadOnlySpan<Payload> payloads)
    {
        foreach (var payload in payloads)
        {
            _payloads[payload.Hash] = payload;
        }

        _calls.Add(call);
        _new.Add(call);
        _progressed |= call.State == CallState.Completed;
    }

    /// <summary>Applies a change to a call, in the working copy as the journal will.</summary>
    public void Change(CallRow call, CallChange change)
    {
        var index = _calls.FindIndex(it => it.Id == call.Id);
        _calls[index] = change switch
        {
            CallChange.Cancel => call with { State = CallState.Cancelled, FinishedAt = Now },
            CallChange.Reissue => call with { State = CallState.Ready, Grant = call.Grant with { Attempts = call.Grant.Attempts + 1 } },
            CallChange.GiveUp => call with { State = CallState.Failed, Error = CallErrors.WorkerLost, FinishedAt = Now },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        _changes.Add(change);
        NewsLog.Changed(this, _calls[index], change);
    }

    public void Start()
    {
        State = RequestState.InProgress;
        Progress = Progress with { StartedAt = Now };
        Emit("request.started", new { });
    }

    public void End(RequestState state, FinalResponse final)
    {
        State = state;
        Final = final;
    }

    /// <summary>Advance wants to look again at this time even if nothing happens.</summary>
    public void WakeAt(DateTimeOffset at) => _timer = _timer < at ? _timer : at;

    /// <summary>Null when nothing at all was decided, nor anything folded in.</summary>
    public Decision? ToDecision()
    {
        var view = Input.View;
        var decision = new Decision
        {
            Version = view.Request.Version,
            State = State,
            Progress = Progress with { DegradedReasons = [.. _degraded] },
            NextTimer = Terminal ? null : Earliest(_timer, view.Request.Deadline),
            Subtasks = [.. _subtasks.Where(row => _touchedSubtasks.Contains(row.Order))],
            NewCalls = _new,
            Changes = _changes,
            Payloads = [.. _payloads.Values],
            Events = _events,
            Logged = _logged,
            Wakes = view.Wakes,
            Final = Final,
        };
        return IsEmpty(decision) ? null : decision;
    }

    private bool IsEmpty(Decision decision) =>
        decision is { Events.Count: 0, NewCalls.Count: 0, Changes.Count: 0, Logged.Count: 0, Wakes.Count: 0, Subtasks.Count: 0 }
        && decision.State == Input.View.Request.State && decision.NextTimer == Input.View.Request.NextTimer;

    private static DateTimeOffset Earliest(DateTimeOffset? timer, DateTimeOffset deadline) => timer < deadline ? timer.Value : deadline;
}
