using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    public ValueTask<IReadOnlyList<CallId>> MarkPublishedAsync(
        string pool, string? owner, int slots, IReadOnlyDictionary<string, int> room, CancellationToken ct)
    {
        // Most passes find nothing: a read decides that without a write transaction.
        return Read(session => FirstReady(session, pool, owner, Now()))
            ? WriteAsync<IReadOnlyList<CallId>>(session => Mark(session, pool, owner, slots, room), relaxed: true)
            : ValueTask.FromResult<IReadOnlyList<CallId>>([]);
    }

    public async ValueTask ClearMarksAsync(IReadOnlyCollection<CallId> calls, CancellationToken ct) =>
        await WriteAsync(
            session =>
            {
                foreach (var call in calls)
                {
                    session.Execute(
                        "UPDATE model_call SET published_at=NULL WHERE request=$1 AND n=$2 AND state=0", Key(call.Request), call.Number);
                }

                return true;
            },
            relaxed: true);

    public ValueTask<int> ClearStaleMarksAsync(string? owner, TimeSpan age, CancellationToken ct)
    {
        const string stale = "state=0 AND published_at IS NOT NULL AND published_at<=$1 AND request IN (SELECT id FROM request WHERE owner IS $2 AND state<2)";
        var before = Now() - (long)age.TotalMicroseconds;
        return Read(session => session.Scalar("SELECT 1 FROM model_call WHERE " + stale + " LIMIT 1", before, owner)) is null
            ? ValueTask.FromResult(0)
            : WriteAsync(session => session.Execute("UPDATE model_call SET published_at=NULL WHERE " + stale, before, owner), relaxed: true);
    }

    public ValueTask<IReadOnlyList<PoolDepth>> DepthAsync(string? owner, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<PoolDepth>>(Read(session =>
        {
            var now = Now();
            return session.Query(
                """
                SELECT c.pool, sum(c.state=0 AND (c.not_before IS NULL OR c.not_before<=$2)), sum(c.state=0 AND c.published_at IS NOT NULL),
                  sum(c.state=1), coalesce(max(CASE WHEN c.state=0 THEN $2-r.created_at END), 0)
                FROM model_call c JOIN request r ON r.id=c.request
                WHERE r.state<2 AND r.owner IS $1 AND c.state IN (0, 1) GROUP BY c.pool ORDER BY c.pool
                """,
                row => new PoolDepth(row.GetString(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt64(4) / 1000),
                owner, now);
        }));

    public ValueTask<DateTimeOffset?> NextDueAsync(string pool, string? owner, CancellationToken ct)
    {
        var due = Read(session => session.Scalar(
            """
            SELECT min(c.not_before) FROM model_call c JOIN request r ON r.id=c.request
            WHERE c.pool=$1 AND c.state=0 AND c.published_at IS NULL AND c.not_before IS NOT NULL AND r.owner IS $2
            """,
            pool, owner));
        return ValueTask.FromResult<DateTimeOffset?>(due is { } micros ? At(micros) : null);
    }

    private static bool FirstReady(SqliteSession session, string pool, string? owner, long now) => session.Scalar(
        """
        SELECT 1 FROM model_call c JOIN request r ON r.id=c.request
        WHERE c.pool=$1 AND c.state=0 AND c.published_at IS NULL AND (c.not_before IS NULL OR c.not_before<=$2) AND r.owner IS $3 LIMIT 1
        """,
        pool, now, owner) is not null;

    private const string Mine = "SELECT count(*) FROM model_call c JOIN request r ON r.id=c.request WHERE c.pool=$1 AND r.owner IS $2";

    private List<CallId> Mark(SqliteSession session, string pool, string? owner, int slots, IReadOnlyDictionary<string, int> room)
    {
        var now = Now();
        var published = session.Scalar(Mine + " AND c.state=0 AND c.published_at IS NOT NULL", pool, owner) ?? 0;
        var inFlight = session.Scalar(Mine + " AND c.state=1", pool, owner) ?? 0;
        var window = (int)Math.Max(0, Math.Max(0, slots - inFlight) + slots / 2 - published);
        var chosen = new List<CallId>();
        if (window == 0)
        {
            return chosen;
        }

        foreach (var (call, _) in Candidates(session, pool, owner, now, window, Waiting(session, pool, room)))
        {
            session.Execute("UPDATE model_call SET published_at=$3 WHERE request=$1 AND n=$2", Key(call.Request), call.Number, now);
            chosen.Add(call);
        }

        return chosen;
    }

    /// <summary>What of a model's room its published calls have not used up.</summary>
    private static Dictionary<string, int> Waiting(SqliteSession session, string pool, IReadOnlyDictionary<string, int> room)
    {
        var left = new Dictionary<string, int>(room);
        if (left.Count > 0)
        {
            foreach (var (model, count) in session.Query(
                "SELECT model, count(*) FROM model_call WHERE pool=$1 AND state=0 AND published_at IS NOT NULL GROUP BY model",
                row => (row.GetString(0), row.GetInt32(1)), pool))
            {
                if (left.TryGetValue(model, out var free))
                {
                    left[model] = free - count;
                }
            }
        }

        return left;
    }

    /// <summary>In order; a model without room is passed over, so that it never blocks another.</summary>
    private static List<(CallId Call, string Model)> Candidates(
        SqliteSession session, string pool, string? owner, long now, int window, Dictionary<string, int> left)
    {
        var full = CouncilJson.Serialize(left.Where(pair => pair.Value <= 0).Select(pair => pair.Key));
        var ready = session.Query(
            """
            SELECT c.request, c.n, c.model FROM model_call c JOIN request r ON r.id=c.request
            WHERE c.pool=$1 AND c.state=0 AND c.published_at IS NULL AND (c.not_before IS NULL OR c.not_before<=$2) AND r.owner IS $3
              AND c.model NOT IN (SELECT value FROM json_each($5))
            ORDER BY c.order_key LIMIT $4
            """,
            row => (Call: new CallId(Id((byte[])row[0]), row.GetInt32(1)), Model: row.GetString(2)),
            pool, now, owner, window, full);
        return ready.FindAll(call => !left.TryGetValue(call.Model, out var free) || (left[call.Model] = free - 1) >= 0);
    }
}
