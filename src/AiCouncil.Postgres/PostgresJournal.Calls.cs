using AiCouncil.Journal;
using Npgsql;

namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    private readonly string _claimSql;

    private static readonly RowSet<Claim> Claims = new RowSet<Claim>()
        .Uuid("request", claim => claim.Call.Request.Value).Int("n", claim => claim.Call.Number).Long("fence", claim => claim.Fence)
        .Text("incarnation", claim => claim.Incarnation).Uuid("token", claim => claim.Token).Int("number", claim => claim.First.Number)
        .Text("deployment", claim => claim.First.Deployment).Text("why", claim => claim.First.Why);

    private static readonly RowSet<AiCouncil.Requests.CallId> CallKeys = new RowSet<AiCouncil.Requests.CallId>()
        .Uuid("request", call => call.Request.Value).Int("n", call => call.Number);

    /// <summary>In id order, so that two batches never wait for each other crosswise; the next statement reads what is locked.</summary>
    private static readonly string LockCallsSql =
        $"SELECT 1 FROM {CallKeys.From(1, "i")} JOIN model_call c ON c.request=i.request AND c.n=i.n ORDER BY c.request, c.n FOR UPDATE OF c";

    private const string AddAttemptSql =
        """
        WITH holder AS (SELECT request, n, claimed_by FROM model_call WHERE request=$2 AND n=$3 AND state=1 AND fence=$4 FOR UPDATE),
        begun AS (
          INSERT INTO attempt(request, n, fence, number, deployment, why, incarnation, started_at, result)
          SELECT request, n, $4, $5, $6, $7, claimed_by, 
        """ + Now +
        """
        , 0 FROM holder ON CONFLICT DO NOTHING RETURNING started_at),
        ended AS (
          UPDATE attempt a SET ended_at=
        """ + Now +
        """
        , result=$9, detail=$10, used_input=$11, used_output=$12, cost=$13
          FROM holder WHERE a.request=holder.request AND a.n=holder.n AND a.fence=$4 AND a.number=$8 AND a.result IN (0, 7)),
        counted AS (
          UPDATE model_call c SET attempts_used=attempts_used+1, deployment=$6, sent_at=begun.started_at
          FROM begun WHERE c.request=$2 AND c.n=$3)
        SELECT 1 FROM holder
        """;

    private const string PostponeSql = "UPDATE model_call SET not_before=$4, published_at=NULL WHERE request=$1 AND n=$2 AND state=0 AND fence=$3";

    public ValueTask<ClaimResult> ClaimAsync(Claim claim, CancellationToken ct) => _claims.WriteAsync(claim, ct);

    public async ValueTask<bool> AddAttemptAsync(AiCouncil.Requests.CallId call, NewAttempt attempt, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return (await _store.QueryAsync(
            AddAttemptSql, _ => true, CancellationToken.None,
            [
                Clock(), Arg.Id(call.Request), Arg.Int(call.Number), Arg.Long(attempt.Fence), Arg.Int(attempt.Number), Arg.Text(attempt.Deployment),
                Arg.Text(attempt.Why), .. Bind(attempt.Previous),
            ])).Count > 0;
    }

    private static NpgsqlParameter[] Bind(AttemptEnd? end) =>
    [
        Arg.Int(end?.Number), Arg.Int((int?)end?.Result), Arg.Text(end?.Detail), Arg.Long(end?.Usage.InputTokens), Arg.Long(end?.Usage.OutputTokens),
        Arg.Long(end?.Cost?.Nano),
    ];

    public async ValueTask PostponeAsync(AiCouncil.Requests.CallId call, long fence, DateTimeOffset notBefore, CancellationToken ct) =>
        await _store.ExecuteAsync(
            PostponeSql, relaxed: true, ct, Arg.Id(call.Request), Arg.Int(call.Number), Arg.Long(fence), Arg.Long(Micros(notBefore)));

    /// <summary>What a refused claim needs to know stands in the same row: its state before this statement, locked by the one before.</summary>
    private static string ClaimSql(Safeguards safeguards) =>
        $"""
        WITH input AS MATERIALIZED (
          SELECT i.*, EXISTS(SELECT 1 FROM node WHERE incarnation=i.incarnation AND lease_until>={Now}) AS lives FROM {Claims.From(2, "i")}),
        claimed AS (
          UPDATE model_call c SET state=1, fence=i.fence+1, claimed_by=i.incarnation, claim_token=i.token, sent_at={Now}, deployment=i.deployment,
            attempts_used=c.attempts_used+1, published_at=NULL, holder_gone=false
          FROM input i WHERE c.request=i.request AND c.n=i.n AND i.lives AND {(safeguards.ClaimCompareAndSet
            ? $"c.state=0 AND c.fence=i.fence AND (c.not_before IS NULL OR c.not_before<={Now})" : "c.state IN (0, 1)")}
          RETURNING c.request, c.n, c.fence, c.sent_at),
        begun AS (
          INSERT INTO attempt(request, n, fence, number, deployment, why, incarnation, started_at, result)
          SELECT i.request, i.n, c.fence, i.number, i.deployment, i.why, i.incarnation, c.sent_at, 0
          FROM input i JOIN claimed c ON c.request=i.request AND c.n=i.n ON CONFLICT DO NOTHING)
        SELECT i.request, i.n, i.lives, claimed.fence, c.state, c.fence, coalesce(c.claim_token=i.token, false)
        FROM input i LEFT JOIN claimed ON claimed.request=i.request AND claimed.n=i.n LEFT JOIN model_call c ON c.request=i.request AND c.n=i.n
        """;

    private async ValueTask<IReadOnlyList<ClaimResult>> ClaimAllAsync(IReadOnlyList<Claim> claims)
    {
        var found = await _store.BatchAsync(
            [PostgresStore.Sql(LockCallsSql, CallKeys.Bind([.. claims.Select(claim => claim.Call)])), PostgresStore.Sql(_claimSql, [Clock(), .. Claims.Bind(claims)])],
            async reader =>
            {
                await reader.AllAsync(_ => 0);
                return await reader.NextAsync(row => (Call: CallOf(row), Result: Taken(row)));
            },
            CancellationToken.None);
        var byCall = found.ToDictionary(row => row.Call, row => row.Result);
        return [.. claims.Select(claim => byCall[claim.Call])];
    }

    private static ClaimResult Taken(Npgsql.NpgsqlDataReader row)
    {
        if (!row.GetBoolean(2))
        {
            return new ClaimResult.NoLease();
        }

        if (!row.IsDBNull(3))
        {
            return new ClaimResult.Claimed(row.GetInt64(3));
        }

        return row.IsDBNull(4) ? new ClaimResult.Lost() : (CallState)row.GetInt32(4) switch
        {
            CallState.InFlight when row.GetBoolean(6) => new ClaimResult.Claimed(row.GetInt64(5)),
            CallState.Completed or CallState.Failed or CallState.Cancelled => new ClaimResult.Ended(),
            _ => new ClaimResult.Lost(),
        };
    }
}
