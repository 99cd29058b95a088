using AiCouncil.Journal;
using AiCouncil.Requests;
using Npgsql;

namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    private const string DueOrNow = "(not_before IS NULL OR not_before<=" + Now + ")";
    private const string ReadyOf = "owner=$2 AND pool=$3 AND state=0 AND published_at IS NULL AND " + DueOrNow;

    internal const string FirstReadySql = "SELECT 1 FROM model_call WHERE " + ReadyOf + " LIMIT 1";

    internal const string NextDueSql =
        "SELECT min(not_before) FROM model_call WHERE owner=$1 AND pool=$2 AND state=0 AND published_at IS NULL AND not_before IS NOT NULL";

    internal const string PublishedSql =
        "SELECT model, count(*)::int FROM model_call WHERE owner=$1 AND pool=$2 AND state=0 AND published_at IS NOT NULL GROUP BY model";

    internal const string InFlightSql = "SELECT model, count(*)::int FROM model_call WHERE owner=$1 AND pool=$2 AND state=1 GROUP BY model";

    private const string Stale = "owner=$2 AND state=0 AND published_at IS NOT NULL AND published_at<=" + Now + "-$3";

    internal const string StaleSql = "SELECT 1 FROM model_call WHERE " + Stale + " LIMIT 1";

    /// <summary>A row that somebody is just writing is passed over: nobody waits while holding marks.</summary>
    internal const string CandidatesSql =
        "SELECT request, n, model FROM model_call WHERE " + ReadyOf + " AND model<>ALL($4) ORDER BY order_key LIMIT $5 FOR UPDATE SKIP LOCKED";

    private static readonly string MarkSql = $"UPDATE model_call c SET published_at={Now} FROM {CallKeys.From(2, "i")} WHERE c.request=i.request AND c.n=i.n";

    /// <summary>As <see cref="PublishLimits.Window"/>: published and unclaimed stay at most the free slots and half of all.</summary>
    internal const string MarkAllSql =
        "UPDATE model_call c SET published_at=" + Now + " FROM (SELECT request, n, order_key FROM model_call WHERE " + ReadyOf +
        """
         ORDER BY order_key LIMIT (SELECT greatest(0, greatest(0, $4 - (SELECT count(*) FROM model_call WHERE owner=$2 AND pool=$3 AND state=1)) + $4/2
          - (SELECT count(*) FROM model_call WHERE owner=$2 AND pool=$3 AND state=0 AND published_at IS NOT NULL))) FOR UPDATE SKIP LOCKED) ready
        WHERE c.request=ready.request AND c.n=ready.n RETURNING c.request, c.n, ready.order_key
        """;

    private static readonly string ClearSql =
        $"UPDATE model_call c SET published_at=NULL FROM {CallKeys.From(1, "i")} WHERE c.request=i.request AND c.n=i.n AND c.state=0";

    private const string ClearStaleSql =
        "UPDATE model_call c SET published_at=NULL FROM (SELECT request, n FROM model_call WHERE " + Stale +
        " ORDER BY request, n FOR UPDATE SKIP LOCKED) old WHERE c.request=old.request AND c.n=old.n";

    /// <summary>One pass at a time per pool, so that what is counted stays true until it is marked.</summary>
    private const string OnePassSql = "SELECT pg_advisory_xact_lock(hashtextextended('ai-council relay ' || $1 || '/' || $2, 0))";

    public async ValueTask<IReadOnlyList<CallId>> MarkPublishedAsync(string pool, string? owner, PublishLimits limits, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(limits);
        // Most passes find nothing: a read decides that without a write transaction.
        var ready = await _store.QueryAsync(FirstReadySql, _ => true, ct, Clock(), Arg.Text(Owner(owner)), Arg.Text(pool));
        return ready.Count == 0 ? []
            : limits is { Room.Count: 0, Bounds.Count: 0 } ? await MarkAllAsync(pool, Owner(owner), limits.Slots, ct)
            : await _store.TransactAsync<IReadOnlyList<CallId>>(connection => MarkAsync(connection, pool, Owner(owner), limits), ct, relaxed: true);
    }

    /// <summary>Where no model is bounded the count, the choice and the marks are one statement: one round trip, which every call waits for.</summary>
    private async Task<IReadOnlyList<CallId>> MarkAllAsync(string pool, string owner, int slots, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var marked = await _store.BatchAsync(
            [
                PostgresStore.Sql(OnePassSql, Arg.Text(pool), Arg.Text(owner)),
                PostgresStore.Sql(MarkAllSql, Clock(), Arg.Text(owner), Arg.Text(pool), Arg.Int(slots)),
            ],
            async reader =>
            {
                await reader.AllAsync(_ => 0);
                return await reader.NextAsync(row => (Call: CallOf(row), Order: row.GetDouble(2)));
            },
            CancellationToken.None, relaxed: true);
        return [.. marked.OrderBy(it => it.Order).ThenBy(it => it.Call.Request).ThenBy(it => it.Call.Number).Select(it => it.Call)];
    }

    public async ValueTask ClearMarksAsync(IReadOnlyCollection<CallId> calls, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        CallId[] all = [.. calls];
        await _store.BatchAsync(
            [PostgresStore.Sql(LockCallsSql, CallKeys.Bind(all)), PostgresStore.Sql(ClearSql, CallKeys.Bind(all))],
            reader => reader.AllAsync(_ => 0), CancellationToken.None, relaxed: true);
    }

    public async ValueTask<int> ClearStaleMarksAsync(string? owner, TimeSpan age, CancellationToken ct)
    {
        NpgsqlParameter[] Which() => [Clock(), Arg.Text(Owner(owner)), Arg.Long((long)age.TotalMicroseconds)];
        return (await _store.QueryAsync(StaleSql, _ => true, ct, Which())).Count == 0
            ? 0
            : await _store.ExecuteAsync(ClearStaleSql, relaxed: true, ct, Which());
    }

    public async ValueTask<DateTimeOffset?> NextDueAsync(string pool, string? owner, CancellationToken ct) =>
        (await _store.QueryAsync(
            NextDueSql, row => row.IsDBNull(0) ? (DateTimeOffset?)null : At(row.GetInt64(0)), ct, Arg.Text(Owner(owner)), Arg.Text(pool)))[0];

    private async Task<IReadOnlyList<CallId>> MarkAsync(NpgsqlConnection connection, string pool, string owner, PublishLimits limits)
    {
        await connection.RowsAsync(PostgresStore.Sql(OnePassSql, Arg.Text(pool), Arg.Text(owner)), _ => 0);
        var published = await CountAsync(connection, PublishedSql, pool, owner);
        var inFlight = await CountAsync(connection, InFlightSql, pool, owner);
        return await ChooseAsync(connection, pool, owner, limits.Window(published, inFlight), limits.Left(published, inFlight));
    }

    private static async Task<IReadOnlyList<ModelCount>> CountAsync(NpgsqlConnection connection, string sql, string pool, string owner) =>
        await connection.RowsAsync(PostgresStore.Sql(sql, Arg.Text(owner), Arg.Text(pool)), row => new ModelCount(row.GetString(0), row.GetInt32(1)));

    /// <summary>
    /// In order; a model without room is passed over, so that it never blocks another: a round that met one is followed by a round
    /// without it. So there are at most as many rounds as bounded models, and one.
    /// </summary>
    private async Task<IReadOnlyList<CallId>> ChooseAsync(
        NpgsqlConnection connection, string pool, string owner, int window, Dictionary<string, int> left)
    {
        var chosen = new List<CallId>();
        for (var passed = true; passed && chosen.Count < window;)
        {
            var full = left.Where(pair => pair.Value <= 0).Select(pair => pair.Key);
            var ready = await connection.RowsAsync(
                PostgresStore.Sql(CandidatesSql, Clock(), Arg.Text(owner), Arg.Text(pool), Arg.Texts(full), Arg.Int(window - chosen.Count)),
                row => (Call: CallOf(row), Model: row.GetString(2)));
            var fitting = ready.FindAll(call => !left.TryGetValue(call.Model, out var free) || (left[call.Model] = free - 1) >= 0);
            CallId[] marked = [.. fitting.Select(one => one.Call)];
            await connection.ChangeAsync(PostgresStore.Sql(MarkSql, [Clock(), .. CallKeys.Bind(marked)]));
            chosen.AddRange(marked);
            passed = fitting.Count < ready.Count;
        }

        return chosen;
    }
}
