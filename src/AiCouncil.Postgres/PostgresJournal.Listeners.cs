using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    /// <summary>Microseconds that a listener is kept after the deadline of its request.</summary>
    private const string ListenAfterDeadline = "60000000";

    internal const string RunningSql = "SELECT request, n, claimed_by FROM model_call WHERE request=$1 AND state=1 AND stream";

    internal const string ProgressSql = "SELECT id, sequence, state FROM request WHERE id=ANY($1)";

    private const string ListenSql =
        "INSERT INTO listener(request, server, until) SELECT id, $2, deadline+" + ListenAfterDeadline +
        " FROM request WHERE id=$1 AND state<2 ON CONFLICT(request, server) DO UPDATE SET until=excluded.until";

    /// <summary>Two transactions: a claim that did not see the listener is seen here.</summary>
    public async ValueTask<IReadOnlyList<RunningCall>> ListenAsync(RequestId id, string server, CancellationToken ct)
    {
        await _store.ExecuteAsync(ListenSql, relaxed: true, ct, Arg.Id(id), Arg.Text(server));
        return await _store.QueryAsync(RunningSql, row => new RunningCall(CallOf(row), row.GetString(2)), ct, Arg.Id(id));
    }

    public async ValueTask<IReadOnlyDictionary<RequestId, RequestProgress>> ReadProgressAsync(IReadOnlyCollection<RequestId> ids, CancellationToken ct) =>
        (await _store.QueryAsync(
            ProgressSql, row => (Id: new RequestId(row.GetGuid(0)), Progress: new RequestProgress(row.GetInt64(1), (RequestState)row.GetInt32(2))), ct,
            Arg.Ids(ids))).ToDictionary(row => row.Id, row => row.Progress);

    public async ValueTask<DateTimeOffset?> ReadClockAsync(CancellationToken ct) =>
        (await _store.QueryAsync("SELECT " + Now, row => At(row.GetInt64(0)), ct, Clock()))[0];
}
