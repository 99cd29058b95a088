using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    public ValueTask<SweepResult> SweepAsync(string? owner, TimeSpan wakeAge, int limit, CancellationToken ct) => QueryAsync(
        session =>
        {
            var now = Now();
            var before = now - (long)wakeAge.TotalMicroseconds;
            var woken = session.Scalar(AnyWakeSql, before) is null // nearly always: no index is joined to learn that
                ? []
                : session.Query(WokenSql, row => Id(row.GetBytes(0)), before, owner, limit);
            var due = session.Query(DueSql, row => Id(row.GetBytes(0)), now, owner, limit);
            return new SweepResult(woken, due);
        },
        ct);

    private const string AnyWakeSql = "SELECT 1 FROM wake WHERE at<=$1 LIMIT 1";

    internal const string WokenSql =
        "SELECT DISTINCT w.request FROM wake w CROSS JOIN request r ON r.id=w.request WHERE w.at<=$1 AND r.owner IS $2 LIMIT $3";

    internal const string DueSql =
        "SELECT id FROM request WHERE state<2 AND owner IS $2 AND next_timer<=$1 ORDER BY next_timer LIMIT $3";

    public ValueTask<IReadOnlyList<OwnedRequest>> ReadOwnedAsync(CancellationToken ct) => QueryAsync<IReadOnlyList<OwnedRequest>>(
        session => session.Query(
            OwnedSql,
            row => (
                Id: Id(row.GetBytes(0)), Owner: row.IsDBNull(1) ? null : row.GetString(1), Deadline: At(row.GetInt64(2)),
                Model: row.IsDBNull(3) ? null : new OwnedModel(row.GetString(3), row.GetBoolean(4))))
            .GroupBy(row => (row.Id, row.Owner, row.Deadline), row => row.Model)
            .Select(request => new OwnedRequest(request.Key.Id, request.Key.Owner, request.Key.Deadline, [.. request.OfType<OwnedModel>()]))
            .ToList(),
        ct);

    internal const string OwnedSql =
        """
        SELECT DISTINCT r.id, r.owner, r.deadline, c.model, c.simulated
        FROM request r INDEXED BY request_open LEFT JOIN model_call c ON c.request=r.id AND c.state IN (0, 1, 4) WHERE r.state<2 ORDER BY r.id
        """;

    public ValueTask<bool> AdoptAsync(RequestId id, string? from, string to, DateTimeOffset? deadline, CancellationToken ct) => WriteAsync(
        session => Adopt(session, Key(id), from, to, MicrosOrNull(deadline)), ct);

    private bool Adopt(SqliteSession session, byte[] key, string? from, string to, long? deadline)
    {
        var adopted = session.Execute(
            """
            UPDATE request SET owner=$3, version=version+1, deadline=coalesce($4, deadline), next_timer=$5, updated_at=$5
            WHERE id=$1 AND owner IS $2 AND state<2
            """,
            key, from, to, deadline, Now()) == 1;
        if (adopted)
        {
            session.Execute("UPDATE model_call SET owner=$2, published_at=NULL WHERE request=$1", key, to);
        }

        return adopted;
    }

    public ValueTask<bool> DeleteAsync(RequestId id, CancellationToken ct) => WriteAsync(session =>
    {
        var ended = session.Scalar("SELECT 1 FROM request WHERE id=$1 AND state>=2", Key(id)) is not null;
        if (ended)
        {
            Erase(session, Key(id));
        }

        return ended;
    }, ct);

    public ValueTask<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken ct) => WriteAsync(session =>
    {
        var old = session.Query(
            "SELECT id FROM request WHERE state>=2 AND updated_at<$1 LIMIT $2", row => row.GetBytes(0), Micros(before), limit);
        old.ForEach(key => Erase(session, key));
        session.Execute("DELETE FROM idempotency WHERE created_at<$1", Micros(before));
        session.Execute("DELETE FROM listener WHERE until<$1", Now());
        session.Execute("DELETE FROM node WHERE lease_until<$1", Micros(before));
        return old.Count;
    }, ct);

    private void Erase(SqliteSession session, byte[] key)
    {
        _known.Take(Id(key), out _); // before: what is erased is not remembered either
        session.Execute("DELETE FROM event WHERE request=$1", key);
        session.Execute("DELETE FROM attempt WHERE request=$1", key);
        session.Execute("DELETE FROM model_call WHERE request=$1", key);
        session.Execute("DELETE FROM subtask WHERE request=$1", key);
        session.Execute("DELETE FROM payload WHERE request=$1", key);
        session.Execute("DELETE FROM wake WHERE request=$1", key);
        session.Execute("DELETE FROM listener WHERE request=$1", key);
        session.Execute("DELETE FROM request WHERE id=$1", key);
    }
}
