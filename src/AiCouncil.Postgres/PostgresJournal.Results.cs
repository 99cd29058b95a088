using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    private readonly string _resultSql;

    private static readonly RowSet<(CallResult Result, AttemptEnd End)> Ends = new RowSet<(CallResult Result, AttemptEnd End)>()
        .Uuid("request", row => row.Result.Call.Request.Value).Int("n", row => row.Result.Call.Number).Long("fence", row => row.Result.Fence)
        .Int("number", row => row.End.Number).Int("result", row => (int)row.End.Result).Text("detail", row => row.End.Detail)
        .Long("used_input", row => row.End.Usage.InputTokens).Long("used_output", row => row.End.Usage.OutputTokens).Long("cost", row => row.End.Cost?.Nano);

    private static readonly RowSet<CallResult> Moved = new RowSet<CallResult>()
        .Uuid("request", row => row.Call.Request.Value).Int("n", row => row.Call.Number).Long("fence", row => row.Fence).Int("move", row => (int)row.Move)
        .Text("hash", row => row.Text?.Hash).Text("text", row => row.Text?.Text).Text("finish_reason", row => row.FinishReason)
        .Text("deployment", row => row.Deployment).Text("error", row => row.Error).Text("error_detail", row => row.ErrorDetail)
        .Long("delay", row => (long)(row.Delay ?? TimeSpan.Zero).TotalMicroseconds);

    /// <summary>
    /// An end that was already known stays, unless it was only guessed: anything replaces Lost, and a complete (paid) answer replaces
    /// Ambiguous and Cancelled too, whose cost is an estimate.
    /// </summary>
    private static readonly string EndAttemptsSql =
        $"""
        UPDATE attempt a SET ended_at={Now}, result=i.result, detail=i.detail, used_input=i.used_input, used_output=i.used_output, cost=i.cost
        FROM {Ends.From(2, "i")}
        WHERE a.request=i.request AND a.n=i.n AND a.fence=i.fence AND a.number=i.number
          AND (a.result IN (0, 7) OR (a.result IN (5, 6) AND i.result IN (1, 2)))
        """;

    public ValueTask<ResultOutcome> StoreResultAsync(CallResult result, CancellationToken ct) => result is { Move: Moves.Complete, Text: null }
        ? throw new ArgumentException("A completed call has a text.", nameof(result))
        : _results.WriteAsync(result, ct);

    /// <summary>
    /// Moves as in <see cref="Moves"/>: 0 Complete, 1 Fail, 2 Retry, 3 Unknown, 4 Record. Cost and usage of a call are the sums over its
    /// attempts: recording twice changes nothing.
    /// </summary>
    private static string ResultSql(Safeguards safeguards) =>
        $"""
        WITH plan AS MATERIALIZED (
          SELECT i.*, {Now} AS at, sums.*,
            CASE i.move WHEN 0 THEN c.state NOT IN (2, 5) WHEN 4 THEN false ELSE {(safeguards.FenceOnFailures ? "c.state=1 AND c.fence=i.fence" : "true")} END AS moves
          FROM {Moved.From(2, "i")} JOIN model_call c ON c.request=i.request AND c.n=i.n CROSS JOIN LATERAL (
            SELECT coalesce(sum(used_input), 0)::bigint AS sum_input, coalesce(sum(used_output), 0)::bigint AS sum_output,
              CASE WHEN count(*)=count(cost) THEN coalesce(sum(cost), 0)::bigint END AS sum_cost
            FROM attempt a WHERE a.request=i.request AND a.n=i.n) sums),
        stored AS (
          UPDATE model_call c SET used_input=p.sum_input, used_output=p.sum_output, cost=p.sum_cost,
            state=CASE WHEN NOT p.moves THEN c.state WHEN p.move=0 THEN 2 WHEN p.move=1 THEN 3 WHEN p.move=2 THEN 0 ELSE 4 END,
            result_hash=CASE WHEN p.moves AND p.move=0 THEN p.hash ELSE c.result_hash END,
            finish_reason=CASE WHEN p.moves AND p.move=0 THEN p.finish_reason ELSE c.finish_reason END,
            deployment=CASE WHEN p.moves AND p.move=0 THEN p.deployment ELSE c.deployment END,
            error=CASE WHEN NOT p.moves THEN c.error WHEN p.move<>0 THEN p.error END,
            error_detail=CASE WHEN NOT p.moves THEN c.error_detail WHEN p.move<>0 THEN p.error_detail END,
            finished_at=CASE WHEN p.moves AND p.move<>2 THEN p.at ELSE c.finished_at END,
            not_before=CASE WHEN p.moves AND p.move=2 THEN p.at+p.delay ELSE c.not_before END,
            published_at=CASE WHEN p.moves AND p.move=2 THEN NULL ELSE c.published_at END,
            losses=c.losses+(p.moves AND p.move=3)::int, holder_gone=c.holder_gone OR (p.moves AND p.move=3)
          FROM plan p WHERE c.request=p.request AND c.n=p.n RETURNING c.request, c.n, c.state, p.moves),
        new_text AS (
          INSERT INTO payload(request, hash, text) SELECT request, hash, text FROM plan WHERE moves AND move=0 ON CONFLICT DO NOTHING),
        woken AS (INSERT INTO wake(request, n, at) SELECT request, n, at FROM plan WHERE {(safeguards.WakeRow ? "moves AND move<>2" : "false")})
        SELECT request, n, state, moves FROM stored
        """;

    /// <summary>The calls are locked first, in order; then every statement sees what the one before left.</summary>
    private async ValueTask<IReadOnlyList<ResultOutcome>> StoreAllAsync(IReadOnlyList<CallResult> results)
    {
        var found = await _store.BatchAsync(
            [
                PostgresStore.Sql(LockCallsSql, CallKeys.Bind([.. results.Select(result => result.Call)])),
                PostgresStore.Sql(EndAttemptsSql, [Clock(), .. Ends.Bind([.. results.SelectMany(result => result.Attempts.Select(end => (result, end)))])]),
                PostgresStore.Sql(_resultSql, [Clock(), .. Moved.Bind(results)]),
            ],
            async reader =>
            {
                await reader.AllAsync(_ => 0);
                return await reader.NextAsync(row => (Call: CallOf(row), Outcome: new ResultOutcome(row.GetBoolean(3), (CallState)row.GetInt32(2))));
            },
            CancellationToken.None);
        var byCall = found.ToDictionary(row => row.Call, row => row.Outcome);
        return [.. results.Select(result => byCall.GetValueOrDefault(result.Call) ?? new ResultOutcome(false, CallState.Cancelled))];
    }
}
