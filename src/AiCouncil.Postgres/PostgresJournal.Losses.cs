using AiCouncil.Journal;
using AiCouncil.Requests;
using Npgsql;

namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    private const string NewerSql = "EXISTS(SELECT 1 FROM node newer WHERE newer.id=n.id AND newer.registered_at>n.registered_at AND NOT newer.contested)";

    /// <summary>InFlight calls without a living holder, and lost ones whose holder has since been proven dead.</summary>
    internal const string ExpiredSql =
        "SELECT c.request, c.n, coalesce(c.claimed_by=ANY($3) OR " + NewerSql +
        """
        , false)
        FROM model_call c LEFT JOIN node n ON n.incarnation=c.claimed_by
        WHERE c.owner=$2 AND c.state=1 AND (n.incarnation IS NULL OR c.claimed_by=ANY($3) OR n.lease_until<
        """ + Now +
        """
        )
        UNION ALL
        SELECT c.request, c.n, true
        FROM model_call c JOIN request r ON r.id=c.request LEFT JOIN node n ON n.incarnation=c.claimed_by
        WHERE c.owner=$2 AND c.state=4 AND NOT c.holder_gone AND r.state<2
          AND (c.claimed_by=ANY($3) OR (n.lease_until<
        """ + Now + " AND " + NewerSql + "))";

    private static readonly RowSet<(CallId Call, bool Gone)> Lost = new RowSet<(CallId Call, bool Gone)>()
        .Uuid("request", row => row.Call.Request.Value).Int("n", row => row.Call.Number).Flag("gone", row => row.Gone);

    private static readonly string LockFreeCallsSql =
        $"SELECT c.request, c.n FROM {CallKeys.From(1, "i")} JOIN model_call c ON c.request=i.request AND c.n=i.n ORDER BY c.request, c.n FOR UPDATE OF c SKIP LOCKED";

    private static readonly string LoseAttemptsSql =
        $"""
        UPDATE attempt a SET result=7, ended_at={Now}, detail='lease lost', cost=c.upper
        FROM {CallKeys.From(2, "i")} JOIN model_call c ON c.request=i.request AND c.n=i.n WHERE a.request=i.request AND a.n=i.n AND a.result=0
        """;

    private static readonly string LoseCallsSql =
        $"""
        WITH lost AS (
          UPDATE model_call c SET losses=c.losses+(c.state=1)::int, state=4, error='lease_lost', holder_gone=i.gone, finished_at=coalesce(c.finished_at, {Now}),
            used_input=sums.used_input, used_output=sums.used_output, cost=sums.cost
          FROM {Lost.From(2, "i")} CROSS JOIN LATERAL (
            SELECT coalesce(sum(a.used_input), 0)::bigint AS used_input, coalesce(sum(a.used_output), 0)::bigint AS used_output,
              CASE WHEN count(*)=count(a.cost) THEN coalesce(sum(a.cost), 0)::bigint END AS cost
            FROM attempt a WHERE a.request=i.request AND a.n=i.n) sums
          WHERE c.request=i.request AND c.n=i.n AND c.state IN (1, 4) RETURNING c.request, c.n)
        INSERT INTO wake(request, n, at) SELECT request, n, {Now} FROM lost
        """;

    public async ValueTask<IReadOnlyList<RequestId>> LoseExpiredAsync(
        string? owner, IReadOnlyCollection<string> provenDead, CancellationToken ct)
    {
        NpgsqlBatchCommand Expired() => PostgresStore.Sql(ExpiredSql, Clock(), Arg.Text(Owner(owner)), Arg.Texts(provenDead));
        var suspects = await _store.BatchAsync([Expired()], reader => reader.AllAsync(CallOf), ct);
        return suspects.Count == 0 ? [] : await _store.TransactAsync(connection => LoseAsync(connection, suspects, Expired), ct);
    }

    /// <summary>Locked first, then looked at again: a result that came between stays. A row in another's hands waits for the next sweep.</summary>
    private async Task<IReadOnlyList<RequestId>> LoseAsync(NpgsqlConnection connection, List<CallId> suspects, Func<NpgsqlBatchCommand> expired)
    {
        var locked = (await connection.RowsAsync(PostgresStore.Sql(LockFreeCallsSql, CallKeys.Bind(suspects)), CallOf)).ToHashSet();
        var lost = (await connection.RowsAsync(expired(), row => (Call: CallOf(row), Gone: row.GetBoolean(2)))).FindAll(one => locked.Contains(one.Call));
        await connection.ChangeAsync(PostgresStore.Sql(LoseAttemptsSql, [Clock(), .. CallKeys.Bind([.. lost.Select(one => one.Call)])]));
        await connection.ChangeAsync(PostgresStore.Sql(LoseCallsSql, [Clock(), .. Lost.Bind(lost)]));
        return [.. lost.Select(one => one.Call.Request).Distinct()];
    }
}
