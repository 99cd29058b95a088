namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    private const string HoldSql =
        """
        INSERT INTO relay(pool, incarnation, lease_until) VALUES($1, $2, $3+$4)
        ON CONFLICT(pool) DO UPDATE SET incarnation=excluded.incarnation, lease_until=excluded.lease_until
        WHERE relay.incarnation=excluded.incarnation OR relay.lease_until<=$3 OR relay.lease_until>$3+$4
        """;

    public ValueTask<bool> HoldRelayAsync(string pool, string incarnation, TimeSpan ttl, CancellationToken ct) => ttl > TimeSpan.Zero
        ? WriteAsync(session => session.Execute(HoldSql, pool, incarnation, Now(), (long)ttl.TotalMicroseconds) == 1, ct, relaxed: true)
        : WriteAsync(session => session.Execute("DELETE FROM relay WHERE pool=$1 AND incarnation=$2", pool, incarnation) < 0, ct, relaxed: true);

    public ValueTask<int> ClearMarksOfPoolAsync(string pool, CancellationToken ct) => WriteAsync(
        session => session.Execute("UPDATE model_call SET published_at=NULL WHERE pool=$1 AND state=0 AND published_at IS NOT NULL", pool), ct, relaxed: true);

    public ValueTask<int> CountPublishedAsync(string pool, string? owner, TimeSpan age, CancellationToken ct) => QueryAsync(
        session => (int)(session.Scalar(
            "SELECT count(*) FROM model_call WHERE owner IS $1 AND pool=$2 AND state=0 AND published_at<=$3",
            owner, pool, Now() - (long)age.TotalMicroseconds) ?? 0),
        ct);
}
