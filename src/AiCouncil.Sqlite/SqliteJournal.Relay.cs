using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    public async ValueTask<IReadOnlyList<CallId>> MarkPublishedAsync(string pool, string? owner, PublishLimits limits, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(limits);
        // Most passes find nothing: a read decides that without a write transaction.
        return await LookAsync(session => FirstReady(session, pool, owner, Now()), ct)
            ? await WriteAsync<IReadOnlyList<CallId>>(session => Mark(session, pool, owner, limits), ct, relaxed: true)
            : [];
    }

    public async ValueTask ClearMarksAsync(IReadOnlyCollection<CallId> calls, CancellationToken ct) =>
        await WriteAsync(
            session =>
            {
                foreach (var call in calls.OrderBy(call => call.Request).ThenBy(call => call.Number))
                {
                    session.Execute(
                        "UPDATE model_call SET published_at=NULL WHERE request=$1 AND n=$2 AND state=0", Key(call.Request), call.Number);
                }

                return true;
            },
            ct,
            relaxed: true);

    public async ValueTask<int> ClearStaleMarksAsync(string? owner, TimeSpan age, CancellationToken ct)
    {
        var before = Now() - (long)age.TotalMicroseconds;
        return await LookAsync(session => session.Scalar(StaleSql, owner, before), ct) is null
            ? 0
            : await WriteAsync(
                session => session.Execute(ClearStaleSql, owner, before), ct, relaxed: true);
    }

    public ValueTask<bool> AnyReadyAsync(string pool, string? owner, CancellationToken ct) =>
        LookAsync(session => FirstReady(session, pool, owner, Now()), ct);

    public ValueTask<DateTimeOffset?> NextDueAsync(string pool, string? owner, CancellationToken ct) => LookAsync(
        session => session.Scalar(NextDueSql, owner, pool) is { } micros ? At(micros) : (DateTimeOffset?)null, ct);

    private const string Stale = " WHERE owner IS $1 AND state=0 AND published_at IS NOT NULL AND published_at<=$2";

    internal const string StaleSql = "SELECT 1 FROM model_call" + Stale + " LIMIT 1";

    private const string ClearStaleSql = "UPDATE model_call SET published_at=NULL" + Stale;

    internal const string NextDueSql =
        """
        SELECT min(not_before) FROM model_call
        WHERE owner IS $1 AND pool=$2 AND state=0 AND published_at IS NULL AND not_before IS NOT NULL
        """;

    internal const string FirstReadySql =
        """
        SELECT 1 FROM model_call
        WHERE owner IS $1 AND pool=$2 AND state=0 AND published_at IS NULL AND (not_before IS NULL OR not_before<=$3) LIMIT 1
        """;

    internal const string PublishedSql =
        "SELECT model, count(*) FROM model_call WHERE owner IS $1 AND pool=$2 AND state=0 AND published_at IS NOT NULL GROUP BY model";

    internal const string InFlightSql = "SELECT model, count(*) FROM model_call WHERE owner IS $1 AND pool=$2 AND state=1 GROUP BY model";

    internal const string CandidatesSql =
        """
        SELECT request, n, model FROM model_call
        WHERE owner IS $1 AND pool=$2 AND state=0 AND published_at IS NULL AND (not_before IS NULL OR not_before<=$3)
          AND model NOT IN (SELECT value FROM json_each($4))
        ORDER BY order_key LIMIT $5
        """;

    private static bool FirstReady(SqliteSession session, string pool, string? owner, long now) =>
        session.Scalar(FirstReadySql, owner, pool, now) is not null;

    private List<CallId> Mark(SqliteSession session, string pool, string? owner, PublishLimits limits) =>
        Choose(session, pool, owner, Room(session, pool, owner, limits));

    private static PublishRoom Room(SqliteSession session, string pool, string? owner, PublishLimits limits)
    {
        var published = session.Query(PublishedSql, row => new ModelCount(row.GetString(0), row.GetInt32(1)), owner, pool);
        var inFlight = session.Query(InFlightSql, row => new ModelCount(row.GetString(0), row.GetInt32(1)), owner, pool);
        return new PublishRoom(limits.Window(published, inFlight), limits.Left(published, inFlight));
    }

    /// <summary>
    /// In order; a model without room is passed over, so that it never blocks another: a round that met one is followed by a round
    /// without it. So there are at most as many rounds as bounded models, and one.
    /// </summary>
    private List<CallId> Choose(SqliteSession session, string pool, string? owner, PublishRoom room)
    {
        var now = Now();
        var chosen = new List<CallId>();
        for (var passed = true; passed && room.Window > 0;)
        {
            var full = CouncilJson.Serialize(room.Full);
            var ready = session.Query(
                CandidatesSql, row => (Call: new CallId(Id(row.GetBytes(0)), row.GetInt32(1)), Model: row.GetString(2)),
                owner, pool, now, full, room.Window);
            var fitting = ready.FindAll(call => room.Take(call.Model));
            foreach (var (call, _) in fitting)
            {
                session.Execute("UPDATE model_call SET published_at=$3 WHERE request=$1 AND n=$2", Key(call.Request), call.Number, now);
                chosen.Add(call);
            }

            passed = fitting.Count < ready.Count;
        }

        return chosen;
    }
}
