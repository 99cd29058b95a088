using AiCouncil.Journal;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    public ValueTask<IReadOnlyList<PoolDepth>> DepthAsync(string? owner, CancellationToken ct) => QueryAsync<IReadOnlyList<PoolDepth>>(
        session => session.Query(
            DepthSql,
            row => new PoolDepth(row.GetString(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt64(4) / 1000),
            owner, Now()),
        ct);

    /// <summary>One index per kind of call: what has ended is never looked at.</summary>
    internal const string DepthSql =
        """
        SELECT pool, sum(ready), sum(published), sum(in_flight), coalesce(max(age), 0) FROM (
          SELECT c.pool AS pool, count(*) AS ready, 0 AS published, 0 AS in_flight, max($2-r.created_at) AS age
          FROM model_call c JOIN request r ON r.id=c.request
          WHERE c.owner IS $1 AND c.state=0 AND c.published_at IS NULL AND (c.not_before IS NULL OR c.not_before<=$2) GROUP BY c.pool
          UNION ALL
          SELECT c.pool, count(*), count(*), 0, max($2-r.created_at)
          FROM model_call c JOIN request r ON r.id=c.request
          WHERE c.owner IS $1 AND c.state=0 AND c.published_at IS NOT NULL GROUP BY c.pool
          UNION ALL
          SELECT pool, 0, 0, count(*), NULL FROM model_call WHERE owner IS $1 AND state=1 GROUP BY pool)
        GROUP BY pool ORDER BY pool
        """;
}
