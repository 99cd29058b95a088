using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    public ValueTask<SweepResult> SweepAsync(string? owner, TimeSpan wakeAge, int limit, CancellationToken ct) => ValueTask.FromResult(Read(session =>
    {
        var now = Now();
        var woken = session.Query(
            "SELECT DISTINCT w.request FROM wake w JOIN request r ON r.id=w.request WHERE w.at<=$1 AND r.owner IS $2 LIMIT $3",
            row => Id((byte[])row[0]), now - (long)wakeAge.TotalMicroseconds, owner, limit);
        var due = session.Query(
            "SELECT id FROM request WHERE next_timer<=$1 AND owner IS $2 ORDER BY next_timer LIMIT $3", row => Id((byte[])row[0]), now, owner, limit);
        return new SweepResult(woken, due);
    }));

    public ValueTask<IReadOnlyList<OwnedRequest>> ReadOwnedAsync(CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<OwnedRequest>>(Read(session =>
    {
        var open = session.Query(
            "SELECT id, owner, deadline FROM request WHERE state<2",
            row => (Id: Id((byte[])row[0]), Owner: row.IsDBNull(1) ? null : row.GetString(1), Deadline: At(row.GetInt64(2))));
        return open.ConvertAll(request => new OwnedRequest(request.Id, request.Owner, request.Deadline, session.Query(
            "SELECT DISTINCT model, simulated FROM model_call WHERE request=$1 AND state IN (0, 1, 4)",
            row => new OwnedModel(row.GetString(0), row.GetBoolean(1)), Key(request.Id))));
    }));

    public ValueTask<bool> AdoptAsync(RequestId id, string? from, string to, DateTimeOffset? deadline, CancellationToken ct) => WriteAsync(session =>
    {
        var key = Key(id);
        var adopted = session.Execute(
            """
            UPDATE request SET owner=$3, version=version+1, deadline=coalesce($4, deadline), next_timer=$5, updated_at=$5
            WHERE id=$1 AND owner IS $2 AND state<2
            """,
            key, from, to, MicrosOrNull(deadline), Now()) == 1;
        if (adopted)
        {
            session.Execute("UPDATE model_call SET published_at=NULL WHERE request=$1 AND state=0", key);
        }

        return adopted;
    });

    public ValueTask<bool> DeleteAsync(RequestId id, CancellationToken ct) => WriteAsync(session =>
    {
        var ended = session.Scalar("SELECT 1 FROM request WHERE id=$1 AND state>=2", Key(id)) is not null;
        if (ended)
        {
            Erase(session, Key(id));
        }

        return ended;
    });

    public ValueTask<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken ct) => WriteAsync(session =>
    {
        var old = session.Query(
            "SELECT id FROM request WHERE state>=2 AND updated_at<$1 LIMIT $2", row => (byte[])row[0], Micros(before), limit);
        old.ForEach(key => Erase(session, key));
        session.Execute("DELETE FROM idempotency WHERE created_at<$1", Micros(before));
        session.Execute("DELETE FROM node WHERE lease_until<$1", Micros(before));
        return old.Count;
    });

    private static void Erase(SqliteSession session, byte[] key)
    {
        session.Execute("DELETE FROM event WHERE request=$1", key);
        session.Execute("DELETE FROM attempt WHERE request=$1", key);
        session.Execute("DELETE FROM model_call WHERE request=$1", key);
        session.Execute("DELETE FROM subtask WHERE request=$1", key);
        session.Execute("DELETE FROM payload WHERE request=$1", key);
        session.Execute("DELETE FROM wake WHERE request=$1", key);
        session.Execute("DELETE FROM request WHERE id=$1", key);
    }
}
