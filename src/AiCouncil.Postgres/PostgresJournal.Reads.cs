using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    private const string CallSql = $"SELECT {Rows.CallColumns} FROM model_call WHERE request=$1 AND n=$2";
    private const string CallsSql = $"SELECT {Rows.CallColumns} FROM model_call WHERE request=$1 ORDER BY n";
    private const string RequestSql =
        $"SELECT {Rows.RequestColumns}, ARRAY(SELECT server FROM listener WHERE listener.request=request.id) FROM request WHERE id=$1";
    private const string SubtasksSql = "SELECT body FROM subtask WHERE request=$1 ORDER BY ord";
    private const string WakesSql = "SELECT id FROM wake WHERE request=$1";

    /// <summary>Wakes first, so that each is reflected in what is read after it; the version stands before the calls it vouches for.</summary>
    public ValueTask<RequestView?> ReadAsync(RequestId id, CancellationToken ct) => _store.BatchAsync(
        [.. new[] { WakesSql, RequestSql, SubtasksSql, CallsSql }.Select(sql => PostgresStore.Sql(sql, Arg.Id(id)))],
        async reader =>
        {
            var wakes = await reader.AllAsync(row => row.GetInt64(0));
            var request = await reader.NextAsync(row => (Row: Rows.Request(row), Listeners: row.GetFieldValue<string[]>(10)));
            var subtasks = await reader.NextAsync(row => CouncilJson.Deserialize<SubtaskRow>(row.GetString(0)));
            var calls = await reader.NextAsync(Rows.Call);
            return request.Count == 0 ? null : new RequestView(request[0].Row, subtasks, calls, wakes) { Listeners = request[0].Listeners };
        },
        ct);

    public async ValueTask<IReadOnlyDictionary<string, string>> ReadTextsAsync(RequestId id, IReadOnlyCollection<string> hashes, CancellationToken ct) =>
        (await _store.QueryAsync(
            "SELECT hash, text FROM payload WHERE request=$1 AND hash=ANY($2)", row => (Hash: row.GetString(0), Text: row.GetString(1)), ct,
            Arg.Id(id), Arg.Texts(hashes))).ToDictionary(row => row.Hash, row => row.Text);

    private const string ToRunSql =
        "SELECT r.state, r.deadline, p.text, " + Now +
        """
        , ARRAY(SELECT server FROM listener WHERE listener.request=c.request) FROM model_call c JOIN request r ON r.id=c.request LEFT JOIN payload p ON p.request=c.request AND p.hash=c.prompt_hash
        WHERE c.request=$2 AND c.n=$3
        """;

    public ValueTask<CallToRun?> ReadCallAsync(CallId id, CancellationToken ct) => _store.BatchAsync(
        [
            PostgresStore.Sql(CallSql, Arg.Id(id.Request), Arg.Int(id.Number)),
            PostgresStore.Sql(ToRunSql, Clock(), Arg.Id(id.Request), Arg.Int(id.Number)),
            PostgresStore.Sql("SELECT deployment FROM attempt WHERE request=$1 AND n=$2 ORDER BY fence, number", Arg.Id(id.Request), Arg.Int(id.Number)),
        ],
        async reader =>
        {
            var call = await reader.AllAsync(Rows.Call);
            var run = await reader.NextAsync(row => (
                State: (RequestState)row.GetInt32(0), Deadline: At(row.GetInt64(1)), Prompt: row.IsDBNull(2) ? "" : row.GetString(2), Now: At(row.GetInt64(3)),
                Listeners: row.GetFieldValue<string[]>(4)));
            var tried = await reader.NextAsync(row => row.GetString(0));
            return call.Count == 0 || run.Count == 0
                ? null
                : new CallToRun(call[0], run[0].State, run[0].Deadline, run[0].Prompt, tried, run[0].Now) { Listeners = run[0].Listeners };
        },
        ct);

    public async ValueTask<IReadOnlyList<CouncilEvent>> ReadEventsAsync(RequestId id, long after, int limit, CancellationToken ct) =>
        await _store.QueryAsync(
            "SELECT seq, type, at, data FROM event WHERE request=$1 AND seq>$2 ORDER BY seq LIMIT $3",
            row => new CouncilEvent(id, row.GetInt64(0), row.GetString(1), At(row.GetInt64(2)), row.GetString(3)),
            ct, Arg.Id(id), Arg.Long(after), Arg.Int(limit));

    public async ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(RequestId id, CancellationToken ct) => await _store.QueryAsync(
        $"SELECT {Rows.AttemptColumns} FROM attempt WHERE request=$1 ORDER BY n, fence, number", row => Rows.Attempt(id, row), ct, Arg.Id(id));

    public async ValueTask<RequestList> ListAsync(RequestFilter filter, CancellationToken ct)
    {
        var rows = await _store.QueryAsync(
            ListSql, row => (Request: Rows.Request(row), Cost: row.IsDBNull(10) ? (Usd?)null : new Usd(row.GetInt64(10))), ct,
            Arg.Text(filter.Tenant), Arg.Int((int?)filter.State), Arg.IdOrNull(filter.Before), Arg.Int(filter.Limit + 1));
        var page = rows.GetRange(0, Math.Min(filter.Limit, rows.Count));
        return new RequestList(
            page.ConvertAll(row => row.Request), page.ToDictionary(row => row.Request.Spec.Id, row => row.Cost), rows.Count > filter.Limit);
    }

    internal const string ListSql =
        $"""
        SELECT {Rows.RequestColumns},
          (SELECT CASE WHEN count(*)=count(cost) THEN coalesce(sum(cost), 0)::bigint END FROM model_call c WHERE c.request=request.id)
        FROM request
        WHERE ($1::text IS NULL OR tenant=$1) AND ($2::int IS NULL OR state=$2) AND ($3::uuid IS NULL OR id<$3) ORDER BY id DESC LIMIT $4
        """;
}
