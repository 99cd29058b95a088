namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    private const string HoldSql =
        "INSERT INTO relay AS held(pool, incarnation, lease_until) VALUES($2, $3, " + Now + "+$4) ON CONFLICT(pool) DO UPDATE SET " +
        "incarnation=excluded.incarnation, lease_until=excluded.lease_until WHERE held.incarnation=excluded.incarnation OR held.lease_until<=" + Now +
        " OR held.lease_until>" + Now + "+$4"; // the store's clock was set back: a living holder asks again within a second

    private const string ClearPoolSql =
        """
        UPDATE model_call c SET published_at=NULL FROM (
          SELECT request, n FROM model_call WHERE owner=$1 AND pool=$2 AND state=0 AND published_at IS NOT NULL ORDER BY request, n FOR UPDATE SKIP LOCKED) lost
        WHERE c.request=lost.request AND c.n=lost.n
        """;

    public async ValueTask<bool> HoldRelayAsync(string pool, string incarnation, TimeSpan ttl, CancellationToken ct)
    {
        if (ttl > TimeSpan.Zero)
        {
            return await _store.ExecuteAsync(
                HoldSql, relaxed: true, ct, Clock(), Arg.Text(pool), Arg.Text(incarnation), Arg.Long((long)ttl.TotalMicroseconds)) == 1;
        }

        await _store.ExecuteAsync("DELETE FROM relay WHERE pool=$1 AND incarnation=$2", relaxed: true, ct, Arg.Text(pool), Arg.Text(incarnation));
        return false;
    }

    public async ValueTask<int> ClearMarksOfPoolAsync(string pool, CancellationToken ct) =>
        await _store.ExecuteAsync(ClearPoolSql, relaxed: true, ct, Arg.Text(Owner(null)), Arg.Text(pool));

    public async ValueTask<int> CountPublishedAsync(string pool, string? owner, TimeSpan age, CancellationToken ct) => (await _store.QueryAsync(
        "SELECT count(*)::int FROM model_call WHERE owner=$2 AND pool=$3 AND state=0 AND published_at<=" + Now + "-$4",
        row => row.GetInt32(0), ct, Clock(), Arg.Text(Owner(owner)), Arg.Text(pool), Arg.Long((long)age.TotalMicroseconds)))[0];
}
