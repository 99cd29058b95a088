using AiCouncil.Journal;

namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    public async ValueTask<IReadOnlyList<PoolDepth>> DepthAsync(string? owner, CancellationToken ct) => await _store.QueryAsync(
        DepthSql,
        row => new PoolDepth(row.GetString(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt64(4) / 1000),
        ct, Clock(), Arg.Text(Owner(owner)));

    /// <summary>One index per kind of call: what has ended is never looked at.</summary>
    internal const string DepthSql =
        "WITH clock AS MATERIALIZED (SELECT " + Now +
        """
         AS now)
        SELECT pool, sum(ready)::int, sum(published)::int, sum(in_flight)::int, coalesce(max(age), 0) FROM (
          SELECT c.pool, count(*) AS ready, 0 AS published, 0 AS in_flight, max(now-r.created_at) AS age
          FROM clock CROSS JOIN model_call c JOIN request r ON r.id=c.request
          WHERE c.owner=$2 AND c.state=0 AND c.published_at IS NULL AND (c.not_before IS NULL OR c.not_before<=now) GROUP BY c.pool
          UNION ALL
          SELECT c.pool, count(*), count(*), 0, max(now-r.created_at)
          FROM clock CROSS JOIN model_call c JOIN request r ON r.id=c.request
          WHERE c.owner=$2 AND c.state=0 AND c.published_at IS NOT NULL GROUP BY c.pool
          UNION ALL
          SELECT pool, 0, 0, count(*), NULL FROM model_call WHERE owner=$2 AND state=1 GROUP BY pool) kinds
        GROUP BY pool ORDER BY pool COLLATE "C"
        """;
}
