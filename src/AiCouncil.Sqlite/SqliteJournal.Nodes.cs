using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    public async ValueTask RegisterAsync(NodeRow node, CancellationToken ct) => await WriteAsync(session => session.Execute(
        """
        INSERT INTO node(incarnation, id, role, state, pools, slots, registered_at, last_seen, lease_until)
        VALUES($1, $2, $3, $4, $5, $6, $7, $7, $8)
        ON CONFLICT(incarnation) DO UPDATE SET state=excluded.state, last_seen=excluded.last_seen, lease_until=excluded.lease_until
        """,
        node.Incarnation, node.Id, node.Role, node.State, string.Join(',', node.Pools), node.Slots, Now(), Micros(node.LeaseUntil)));

    public ValueTask<LeaseRenewal> RenewAsync(string incarnation, TimeSpan lease, CancellationToken ct) => WriteAsync(
        session =>
        {
            var now = Now();
            var alive = session.Execute(
                "UPDATE node SET last_seen=$2, lease_until=$3 WHERE incarnation=$1 AND state<>'retired'",
                incarnation, now, now + (long)lease.TotalMicroseconds) == 1;
            var superseded = session.Scalar(
                """
                SELECT 1 FROM node n JOIN node me ON me.incarnation=$1 AND n.id=me.id
                WHERE n.incarnation<>$1 AND n.registered_at>me.registered_at LIMIT 1
                """,
                incarnation) is not null;
            return new LeaseRenewal(alive, superseded, Held(session, incarnation), Unwanted(session, incarnation));
        },
        relaxed: true);

    public async ValueTask RetireAsync(string incarnation, CancellationToken ct) => await WriteAsync(session => session.Execute(
        "UPDATE node SET state='retired', lease_until=$2-1 WHERE incarnation=$1", incarnation, Now()));

    public ValueTask<IReadOnlyList<NodeRow>> ReadNodesAsync(CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<NodeRow>>(Read(session =>
        session.Query(
            """
            SELECT id, incarnation, role, state, pools, slots, last_seen, lease_until,
              (SELECT count(*) FROM model_call c WHERE c.claimed_by=node.incarnation AND c.state=1)
            FROM node ORDER BY registered_at
            """,
            row => new NodeRow(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4).Split(','), row.GetInt32(5),
                At(row.GetInt64(6)), At(row.GetInt64(7)), row.GetInt32(8)))));

    public ValueTask<IReadOnlyList<RequestId>> LoseExpiredAsync(string? owner, IReadOnlyCollection<string> provenDead, CancellationToken ct)
    {
        var dead = CouncilJson.Serialize(provenDead);
        return Read(session => Expired(session, owner, dead, Now())).Count == 0
            ? ValueTask.FromResult<IReadOnlyList<RequestId>>([])
            : WriteAsync<IReadOnlyList<RequestId>>(session => Lose(session, owner, dead));
    }

    private List<RequestId> Lose(SqliteSession session, string? owner, string dead)
    {
        var now = Now();
        var lost = Expired(session, owner, dead, now);
        foreach (var (call, gone) in lost)
        {
            var key = Key(call.Request);
            session.Execute(
                """
                UPDATE attempt SET result=7, ended_at=$3, detail='lease lost',
                  cost=(SELECT upper FROM model_call c WHERE c.request=$1 AND c.n=$2)
                WHERE request=$1 AND n=$2 AND result=0
                """,
                key, call.Number, now);
            session.Execute(
                """
                UPDATE model_call SET losses=losses+(state=1), state=4, error='lease_lost', holder_gone=$3, finished_at=coalesce(finished_at, $4)
                WHERE request=$1 AND n=$2 AND state IN (1, 4)
                """,
                key, call.Number, gone, now);
            SumAttempts(session, key, call.Number);
            AddWake(session, key, call.Number, now);
        }

        return [.. lost.Select(call => call.Call.Request).Distinct()];
    }

    /// <summary>InFlight calls without a living holder, and lost ones whose holder has since been proven dead.</summary>
    private static List<(CallId Call, bool Gone)> Expired(SqliteSession session, string? owner, string dead, long now) => session.Query(
        """
        SELECT c.request, c.n, n.incarnation IN (SELECT value FROM json_each($3))
          OR EXISTS(SELECT 1 FROM node newer WHERE newer.id=n.id AND newer.registered_at>n.registered_at)
        FROM model_call c JOIN request r ON r.id=c.request JOIN node n ON n.incarnation=c.claimed_by
        WHERE r.owner IS $1 AND c.state=1 AND (n.lease_until<$2 OR n.incarnation IN (SELECT value FROM json_each($3)))
        UNION ALL
        SELECT c.request, c.n, 1
        FROM model_call c JOIN request r ON r.id=c.request JOIN node n ON n.incarnation=c.claimed_by
        WHERE r.owner IS $1 AND r.state<2 AND c.state=4 AND c.holder_gone=0 AND n.lease_until<$2
          AND (n.incarnation IN (SELECT value FROM json_each($3))
            OR EXISTS(SELECT 1 FROM node newer WHERE newer.id=n.id AND newer.registered_at>n.registered_at))
        """,
        row => (new CallId(Id((byte[])row[0]), row.GetInt32(1)), row.GetBoolean(2)), owner, now, dead);

    private static List<HeldCall> Held(SqliteSession session, string incarnation) => session.Query(
        "SELECT request, n, fence FROM model_call WHERE state=1 AND claimed_by=$1",
        row => new HeldCall(new CallId(Id((byte[])row[0]), row.GetInt32(1)), row.GetInt64(2)), incarnation);

    private static List<CallId> Unwanted(SqliteSession session, string incarnation) => session.Query(
        """
        SELECT DISTINCT a.request, a.n FROM attempt a JOIN model_call c ON c.request=a.request AND c.n=a.n
        WHERE a.incarnation=$1 AND a.result=0 AND c.state IN (2, 5)
        """,
        row => new CallId(Id((byte[])row[0]), row.GetInt32(1)), incarnation);
}
