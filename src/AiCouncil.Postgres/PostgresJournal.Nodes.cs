using AiCouncil.Journal;

namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    private static readonly TimeSpan KeepEndedNodes = TimeSpan.FromDays(1);

    private const string ForgetSql =
        "DELETE FROM node WHERE lease_until<" + Now + "-$2 AND NOT EXISTS(SELECT 1 FROM model_call c WHERE c.claimed_by=node.incarnation AND c.state=1)";

    /// <summary>One registration of a node at a time.</summary>
    private const string OneRegistrationSql = "SELECT pg_advisory_xact_lock(hashtextextended('ai-council node ' || $1, 0))";

    /// <summary>Registrations of one node are in strict order, also within one tick of the clock: the later one supersedes.</summary>
    /// <remarks>Said again, it revives no lease that ran out under a newer incarnation: that one is the proof of this one's death.</remarks>
    private const string RegisterSql =
        """
        INSERT INTO node(incarnation, id, role, state, pools, slots, registered_at, last_seen, lease_until, pool_slots, version)
        SELECT $2, $3, $4, $5, $6, $7, greatest(clock.now, coalesce((SELECT max(registered_at)+1 FROM node WHERE id=$3), 0)), clock.now, clock.now+$8, $9, $10
        FROM (SELECT 
        """ + Now +
        """
         AS now) clock
        ON CONFLICT(incarnation) DO UPDATE SET
          state=excluded.state, pools=excluded.pools, slots=excluded.slots, last_seen=excluded.last_seen, lease_until=CASE WHEN node.lease_until>=excluded.last_seen OR NOT EXISTS(
            SELECT 1 FROM node newer WHERE newer.id=node.id AND newer.registered_at>node.registered_at AND NOT newer.contested)
            THEN excluded.lease_until ELSE node.lease_until END, pool_slots=excluded.pool_slots
        """;

    public async ValueTask RegisterAsync(NodeRow node, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await _store.BatchAsync(
            [
                PostgresStore.Sql(OneRegistrationSql, Arg.Text(node.Id)),
                PostgresStore.Sql(ForgetSql, Clock(), Arg.Long((long)KeepEndedNodes.TotalMicroseconds)),
                PostgresStore.Sql(
                    RegisterSql, Clock(), Arg.Text(node.Incarnation), Arg.Text(node.Id), Arg.Text(node.Role), Arg.Text(node.State),
                    Arg.Text(string.Join(',', node.Pools)), Arg.Int(node.Slots),
                    Arg.Long((long)(node.LeaseUntil - node.LastSeen).TotalMicroseconds), Arg.Text(NodeRow.Write(node.PoolSlots)), Arg.Text(node.Version)),
            ],
            reader => reader.AllAsync(_ => 0), CancellationToken.None);
    }

    /// <summary>An older incarnation that still renews makes every newer one go: two processes have one id, and this one has the calls.</summary>
    internal const string ContestSql =
        """
        UPDATE node newer SET contested=true FROM node me
        WHERE me.incarnation=$2 AND me.state<>'retired' AND NOT me.contested AND me.lease_until>=
        """ + Now + " AND newer.id=me.id AND newer.registered_at>me.registered_at AND NOT newer.contested";

    /// <summary>After the contest: a newer one that is left means that this one's lease had run out.</summary>
    internal const string SupersededSql =
        """
        SELECT 1 FROM node me WHERE me.incarnation=$1 AND (me.contested OR EXISTS(
          SELECT 1 FROM node newer WHERE newer.id=me.id AND newer.registered_at>me.registered_at AND NOT newer.contested))
        """;

    /// <summary>
    /// A lease that ran out may be renewed (its calls may be lost meanwhile; what is left is in the reply), unless a newer
    /// incarnation registered: then this one is proven dead, and stays so.
    /// </summary>
    private const string RenewSql =
        "UPDATE node me SET last_seen=" + Now + ", lease_until=" + Now + "+$3 WHERE me.incarnation=$2 AND me.state<>'retired' AND (me.lease_until>=" + Now +
        " OR NOT EXISTS(SELECT 1 FROM node newer WHERE newer.id=me.id AND newer.registered_at>me.registered_at AND NOT newer.contested)) RETURNING 1";

    internal const string HeldSql = "SELECT request, n, fence FROM model_call WHERE claimed_by=$1 AND state=1";

    internal const string UnwantedSql =
        """
        SELECT DISTINCT a.request, a.n FROM attempt a JOIN model_call c ON c.request=a.request AND c.n=a.n
        WHERE a.incarnation=$1 AND a.result=0 AND c.state IN (2, 3, 5)
        """;

    public ValueTask<LeaseRenewal> RenewAsync(string incarnation, TimeSpan lease, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return _store.BatchAsync(
            [
                PostgresStore.Sql(RenewSql, Clock(), Arg.Text(incarnation), Arg.Long((long)lease.TotalMicroseconds)),
                PostgresStore.Sql(ContestSql, Clock(), Arg.Text(incarnation)),
                PostgresStore.Sql(SupersededSql, Arg.Text(incarnation)),
                PostgresStore.Sql(HeldSql, Arg.Text(incarnation)),
                PostgresStore.Sql(UnwantedSql, Arg.Text(incarnation)),
            ],
            async reader =>
            {
                var alive = await reader.AllAsync(_ => true);
                var superseded = await reader.NextAsync(_ => true);
                var held = await reader.NextAsync(row => new HeldCall(CallOf(row), row.GetInt64(2)));
                return new LeaseRenewal(alive.Count > 0, superseded.Count > 0, held, await reader.NextAsync(CallOf));
            },
            CancellationToken.None, relaxed: true);
    }

    public async ValueTask RetireAsync(string incarnation, CancellationToken ct) => await _store.ExecuteAsync(
        "UPDATE node SET state='retired', lease_until=least(lease_until, " + Now + "-1) WHERE incarnation=$2", relaxed: false, ct,
        Clock(), Arg.Text(incarnation));

    public async ValueTask<IReadOnlyList<NodeRow>> ReadNodesAsync(CancellationToken ct) => await _store.QueryAsync(
        "SELECT id, incarnation, role, CASE WHEN state<>'retired' AND lease_until<" + Now +
        """
         THEN 'lost' ELSE state END, pools, slots, last_seen, lease_until,
          (SELECT count(*)::int FROM model_call c WHERE c.claimed_by=node.incarnation AND c.state=1), pool_slots, version
        FROM node ORDER BY registered_at
        """,
        row => new NodeRow(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3),
            row.GetString(4).Split(',', StringSplitOptions.RemoveEmptyEntries), row.GetInt32(5),
            At(row.GetInt64(6)), At(row.GetInt64(7)), row.GetInt32(8))
        {
            PoolSlots = NodeRow.ReadSlots(row.GetString(9)), Version = row.GetString(10),
        },
        ct, Clock());
}
