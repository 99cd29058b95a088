using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    private static readonly TimeSpan KeepEndedNodes = TimeSpan.FromDays(1);

    public async ValueTask RegisterAsync(NodeRow node, CancellationToken ct) => await WriteAsync(
        session =>
        {
            var now = Now();
            session.Execute(
                """
                DELETE FROM node WHERE lease_until<$1
                  AND NOT EXISTS(SELECT 1 FROM model_call c INDEXED BY call_in_flight WHERE c.claimed_by=node.incarnation AND c.state=1)
                """,
                now - (long)KeepEndedNodes.TotalMicroseconds);
            return session.Execute(RegisterSql,
                node.Incarnation, node.Id, node.Role, node.State, string.Join(',', node.Pools), node.Slots, now,
                now + (long)(node.LeaseUntil - node.LastSeen).TotalMicroseconds, NodeRow.Write(node.PoolSlots), node.Version);
        },
        ct);

    /// <summary>Registrations of one node are in strict order, also within one tick of the clock: the later one supersedes.</summary>
    /// <remarks>Said again, it revives no lease that ran out under a newer incarnation: that one is the proof of this one's death.</remarks>
    private const string RegisterSql =
        """
        INSERT INTO node(incarnation, id, role, state, pools, slots, registered_at, last_seen, lease_until, pool_slots, version)
        VALUES($1, $2, $3, $4, $5, $6, max($7, coalesce((SELECT max(registered_at)+1 FROM node WHERE id=$2), 0)), $7, $8, $9, $10)
        ON CONFLICT(incarnation) DO UPDATE SET
          state=excluded.state, pools=excluded.pools, slots=excluded.slots, last_seen=excluded.last_seen, lease_until=CASE WHEN node.lease_until>=excluded.last_seen OR NOT EXISTS(
            SELECT 1 FROM node newer WHERE newer.id=node.id AND newer.registered_at>node.registered_at AND NOT newer.contested)
            THEN excluded.lease_until ELSE node.lease_until END, pool_slots=excluded.pool_slots
        """;

    public ValueTask<LeaseRenewal> RenewAsync(string incarnation, TimeSpan lease, CancellationToken ct) => WriteAsync(
        session => Renew(session, incarnation, (long)lease.TotalMicroseconds), ct, relaxed: true);

    public async ValueTask RetireAsync(string incarnation, CancellationToken ct) => await WriteAsync(
        session => session.Execute("UPDATE node SET state='retired', lease_until=min(lease_until, $2-1) WHERE incarnation=$1", incarnation, Now()), ct);

    public ValueTask<IReadOnlyList<NodeRow>> ReadNodesAsync(CancellationToken ct) => QueryAsync<IReadOnlyList<NodeRow>>(
        session => session.Query(
            """
            SELECT id, incarnation, role, CASE WHEN state<>'retired' AND lease_until<$1 THEN 'lost' ELSE state END, pools, slots, last_seen, lease_until,
              (SELECT count(*) FROM model_call c INDEXED BY call_in_flight WHERE c.claimed_by=node.incarnation AND c.state=1), pool_slots, version
            FROM node ORDER BY registered_at
            """,
            row => new NodeRow(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3),
                row.GetString(4).Split(',', StringSplitOptions.RemoveEmptyEntries), row.GetInt32(5),
                At(row.GetInt64(6)), At(row.GetInt64(7)), row.GetInt32(8))
            {
                PoolSlots = NodeRow.ReadSlots(row.GetString(9)), Version = row.GetString(10),
            },
            Now()),
        ct);

    /// <summary>
    /// A lease that ran out may be renewed (its calls may be lost meanwhile; what is left is in the reply), unless a newer
    /// incarnation registered: then this one is proven dead, and stays so.
    /// </summary>
    private LeaseRenewal Renew(SqliteSession session, string incarnation, long lease)
    {
        var now = Now();
        var newer = session.Scalar(NewerSql, incarnation) is not null;
        var alive = session.Execute(
            """
            UPDATE node SET last_seen=$2, lease_until=$3 WHERE incarnation=$1 AND state<>'retired' AND (lease_until>=$2 OR NOT $4)
            """,
            incarnation, now, now + lease, newer) == 1;
        if (newer && alive)
        {
            session.Execute(ContestSql, incarnation);
        }

        var superseded = session.Scalar(SupersededSql, incarnation) is not null;
        return new LeaseRenewal(alive, superseded, Held(session, incarnation), Unwanted(session, incarnation));
    }

    private const string Newer =
        "SELECT 1 FROM node newer WHERE newer.id=me.id AND newer.registered_at>me.registered_at AND newer.contested=0";

    private const string NewerSql = "SELECT 1 FROM node me WHERE me.incarnation=$1 AND EXISTS(" + Newer + ")";

    /// <summary>An older incarnation that still renews makes every newer one go: two processes have one id, and this one has the calls.</summary>
    private const string ContestSql =
        """
        UPDATE node SET contested=1
        WHERE id=(SELECT id FROM node WHERE incarnation=$1 AND contested=0) AND registered_at>(SELECT registered_at FROM node WHERE incarnation=$1)
        """;

    /// <summary>After the contest: a newer one that is left means that this one's lease had run out.</summary>
    internal const string SupersededSql = "SELECT 1 FROM node me WHERE me.incarnation=$1 AND (me.contested=1 OR EXISTS(" + Newer + "))";

    private static List<HeldCall> Held(SqliteSession session, string incarnation) => session.Query(
        HeldSql, row => new HeldCall(new CallId(Id(row.GetBytes(0)), row.GetInt32(1)), row.GetInt64(2)), incarnation);

    internal const string HeldSql = "SELECT request, n, fence FROM model_call INDEXED BY call_in_flight WHERE claimed_by=$1 AND state=1";

    private static List<CallId> Unwanted(SqliteSession session, string incarnation) => session.Query(
        UnwantedSql, row => new CallId(Id(row.GetBytes(0)), row.GetInt32(1)), incarnation);

    internal const string UnwantedSql =
        """
        SELECT DISTINCT a.request, a.n FROM attempt a JOIN model_call c ON c.request=a.request AND c.n=a.n
        WHERE a.incarnation=$1 AND a.result=0 AND c.state IN (2, 3, 5)
        """;
}
