using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Postgres;

/// <summary>What decisions write beside the request's own row, as sets over many requests.</summary>
internal static class DecisionRows
{
    private static readonly RowSet<(Guid Request, Payload Payload)> Payloads = new RowSet<(Guid Request, Payload Payload)>()
        .Uuid("request", row => row.Request).Text("hash", row => row.Payload.Hash).Text("text", row => row.Payload.Text);

    private static readonly RowSet<(Guid Request, SubtaskRow Subtask)> Subtasks = new RowSet<(Guid Request, SubtaskRow Subtask)>()
        .Uuid("request", row => row.Request).Int("ord", row => row.Subtask.Order).Int("state", row => (int)row.Subtask.State)
        .Text("body", row => CouncilJson.Serialize(row.Subtask));

    private static readonly RowSet<CallRow> Calls = new RowSet<CallRow>()
        .Uuid("request", call => call.Id.Request.Value).Int("n", call => call.Id.Number).Text("subtask", call => call.Subtask)
        .Int("role", call => (int)call.Role).Int("replica", call => call.Replica).Text("model", call => call.Model).Text("pool", call => call.Pool)
        .Int("state", call => (int)call.State).Long("fence", call => call.Fence).Text("prompt_hash", call => call.PromptHash)
        .Int("attempts", call => call.Grant.Attempts).Int("input_tokens", call => call.Grant.InputTokens)
        .Int("max_output", call => call.Grant.MaxOutputTokens).Long("upper", call => call.Grant.Upper?.Nano)
        .Flag("retry_unusable", call => call.Grant.RetryUnusable).Flag("stream", call => call.Grant.Stream)
        .Flag("simulated", call => call.Grant.Simulated).Real("order_key", call => call.OrderKey)
        .Long("not_before", call => call.NotBefore is { } at ? PostgresJournal.Micros(at) : null).Text("result_hash", call => call.ResultHash)
        .Text("finish_reason", call => call.FinishReason).Text("deployment", call => call.Deployment)
        .Long("finished_at", call => call.FinishedAt is { } at ? PostgresJournal.Micros(at) : null).Long("cost", call => call.Cost?.Nano)
        .Int("logged_state", call => (int)call.LoggedState);

    private static readonly RowSet<(Guid Request, int Ord, NewEvent Event)> Events = new RowSet<(Guid Request, int Ord, NewEvent Event)>()
        .Uuid("request", row => row.Request).Int("ord", row => row.Ord).Text("type", row => row.Event.Type)
        .Long("at", row => PostgresJournal.Micros(row.Event.At)).Text("data", row => row.Event.Data);

    private static readonly RowSet<Touch> Touches = new RowSet<Touch>()
        .Uuid("request", row => row.Request).Int("n", row => row.Number).Flag("cancel", row => row.Cancel).Flag("reissue", row => row.Reissue)
        .Flag("give_up", row => row.GiveUp).Int("logged_state", row => row.LoggedState).Long("logged_fence", row => row.LoggedFence);

    private static readonly RowSet<(Guid Request, long Wake)> Wakes = new RowSet<(Guid Request, long Wake)>()
        .Uuid("request", row => row.Request).Long("wake", row => row.Wake);

    /// <summary>
    /// The rest of a statement whose CTE <c>stored(id, owner, base)</c> holds the requests that are written, <c>base</c> being the
    /// last sequence number before.
    /// </summary>
    /// <param name="first">The first free parameter number.</param>
    /// <param name="now">The store's clock.</param>
    public static string Sql(int first, string now)
    {
        var (payloads, subtasks) = (Payloads.From(first, "p"), Subtasks.From(first += Payloads.Count, "t"));
        var (calls, events) = (Calls.From(first += Subtasks.Count, "c"), Events.From(first += Calls.Count, "e"));
        var (touches, wakes) = (Touches.From(first += Events.Count, "h"), Wakes.From(first + Touches.Count, "w"));
        return $"""
            , new_payload AS (
              INSERT INTO payload(request, hash, text) SELECT p.request, p.hash, p.text FROM {payloads} JOIN stored s ON s.id=p.request ON CONFLICT DO NOTHING)
            , new_subtask AS (
              INSERT INTO subtask(request, ord, state, body) SELECT t.request, t.ord, t.state, t.body FROM {subtasks} JOIN stored s ON s.id=t.request
              ON CONFLICT(request, ord) DO UPDATE SET state=excluded.state, body=excluded.body)
            , new_call AS (
              INSERT INTO model_call({Calls.Names("")}, owner) SELECT {Calls.Names("c.")}, s.owner FROM {calls} JOIN stored s ON s.id=c.request)
            , new_event AS (
              INSERT INTO event(request, seq, type, at, data) SELECT e.request, s.base+e.ord, e.type, e.at, e.data FROM {events} JOIN stored s ON s.id=e.request)
            , touch AS MATERIALIZED (SELECT h.* FROM {touches} JOIN stored s ON s.id=h.request)
            , held AS MATERIALIZED (
              SELECT c.request, c.n FROM touch h JOIN model_call c ON c.request=h.request AND c.n=h.n ORDER BY c.request, c.n FOR UPDATE OF c)
            , changed_call AS (
              UPDATE model_call c SET
                state=CASE WHEN h.cancel AND c.state IN (0, 1) THEN 5 WHEN h.reissue AND c.state=4 THEN 0 WHEN h.give_up AND c.state=4 THEN 3 ELSE c.state END,
                finished_at=CASE WHEN (h.cancel AND c.state IN (0, 1)) OR (h.give_up AND c.state=4) THEN {now}
                  WHEN h.reissue AND c.state=4 THEN NULL ELSE c.finished_at END,
                attempts=c.attempts+(h.reissue AND c.state=4)::int,
                published_at=CASE WHEN h.reissue AND c.state=4 THEN NULL ELSE c.published_at END,
                not_before=CASE WHEN h.reissue AND c.state=4 THEN NULL ELSE c.not_before END,
                holder_gone=c.holder_gone AND NOT (h.reissue AND c.state=4),
                error=CASE WHEN h.give_up AND c.state=4 THEN 'worker_lost' ELSE c.error END,
                logged_state=coalesce(h.logged_state, c.logged_state), logged_fence=coalesce(h.logged_fence, c.logged_fence)
              FROM held JOIN touch h ON h.request=held.request AND h.n=held.n WHERE c.request=held.request AND c.n=held.n)
            , folded AS (DELETE FROM wake USING {wakes} JOIN stored s ON s.id=w.request WHERE wake.id=w.wake)
            SELECT id FROM stored
            """;
    }

    public static IEnumerable<Npgsql.NpgsqlParameter> Bind(IReadOnlyList<(Guid Request, Decision Decision, IReadOnlyList<Payload> Payloads)> decisions) =>
    [
        .. Payloads.Bind([.. decisions.SelectMany(one => one.Payloads.Select(payload => (one.Request, payload)))]),
        .. Subtasks.Bind([.. decisions.SelectMany(one => one.Decision.Subtasks.Select(subtask => (one.Request, subtask)))]),
        .. Calls.Bind([.. decisions.SelectMany(one => one.Decision.NewCalls)]),
        .. Events.Bind([.. decisions.SelectMany(one => one.Decision.Events.Select((next, i) => (one.Request, i + 1, next)))]),
        .. Touches.Bind([.. decisions.SelectMany(one => Touched(one.Request, one.Decision))]),
        .. Wakes.Bind([.. decisions.SelectMany(one => one.Decision.Wakes.Select(wake => (one.Request, wake)))]),
    ];

    /// <summary>
    /// One row is written once a statement: what changes and what was logged of a call come together. A call may be logged twice, its
    /// loss and what was decided on it; the later stands.
    /// </summary>
    private static IEnumerable<Touch> Touched(Guid request, Decision decision)
    {
        var changes = decision.Changes.ToLookup(change => change.Number);
        var logged = decision.Logged.GroupBy(call => call.Number).ToDictionary(call => call.Key, call => call.Last());
        return decision.Changes.Select(change => change.Number).Union(logged.Keys).Select(n =>
        {
            var call = logged.GetValueOrDefault(n);
            var reissue = changes[n].Any(change => change is CallChange.Reissue);
            return new Touch(
                request, n, changes[n].Any(change => change is CallChange.Cancel), reissue,
                !reissue && changes[n].Any(change => change is CallChange.GiveUp), (int?)call?.State, call?.Fence);
        });
    }

    /// <param name="Cancel">Takes effect on Ready and InFlight, the other two on OutcomeUnknown.</param>
    private sealed record Touch(Guid Request, int Number, bool Cancel, bool Reissue, bool GiveUp, int? LoggedState, long? LoggedFence);
}
