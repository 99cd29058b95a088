using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    public ValueTask<ClaimResult> ClaimAsync(Claim claim, CancellationToken ct) => WriteAsync(session => TakeClaim(session, claim), ct);

    public ValueTask<bool> AddAttemptAsync(CallId call, NewAttempt attempt, CancellationToken ct) =>
        WriteAsync(session => AddAttempt(session, call, attempt), ct);

    public async ValueTask PostponeAsync(CallId call, long fence, DateTimeOffset notBefore, CancellationToken ct) =>
        await WriteAsync(
            session => session.Execute(
                "UPDATE model_call SET not_before=$4, published_at=NULL WHERE request=$1 AND n=$2 AND state=0 AND fence=$3",
                Key(call.Request), call.Number, fence, Micros(notBefore)),
            ct,
            relaxed: true);

    private bool AddAttempt(SqliteSession session, CallId call, NewAttempt attempt)
    {
        var (key, now) = (Key(call.Request), Now());
        var holder = session.Query(
            "SELECT claimed_by FROM model_call WHERE request=$1 AND n=$2 AND state=1 AND fence=$3", row => row.GetString(0),
            key, call.Number, attempt.Fence);
        if (holder.Count == 0)
        {
            return false;
        }

        if (attempt.Previous is { } previous)
        {
            EndAttempt(session, key, call.Number, attempt.Fence, previous, now);
        }

        if (InsertAttempt(session, call, attempt, holder[0], now)) // else asked again after a lost reply
        {
            session.Execute(
                "UPDATE model_call SET attempts_used=attempts_used+1, deployment=$3, sent_at=$4 WHERE request=$1 AND n=$2",
                key, call.Number, attempt.Deployment, now);
        }

        return true;
    }

    private ClaimResult TakeClaim(SqliteSession session, Claim claim)
    {
        var key = Key(claim.Call.Request);
        var now = Now();
        var token = claim.Token.ToByteArray();
        var claimed = session.Execute(
            _safeguards.ClaimCompareAndSet ? ClaimSql : ClaimWithoutCompareSql,
            key, claim.Call.Number, claim.Fence, claim.Incarnation, token, now, claim.First.Deployment);
        if (claimed == 0)
        {
            return session.Scalar("SELECT 1 FROM node WHERE incarnation=$1 AND lease_until>=$2", claim.Incarnation, now) is null
                ? new ClaimResult.NoLease()
                : Refused(session, claim, key, token);
        }

        InsertAttempt(session, claim.Call, claim.First with { Fence = claim.Fence + 1 }, claim.Incarnation, now);
        return new ClaimResult.Claimed(claim.Fence + 1);
    }

    private const string ClaimSet =
        """
        UPDATE model_call SET state=1, fence=$3+1, claimed_by=$4, claim_token=$5, sent_at=$6, deployment=$7,
          attempts_used=attempts_used+1, published_at=NULL, holder_gone=0
        WHERE request=$1 AND n=$2 AND EXISTS(SELECT 1 FROM node WHERE incarnation=$4 AND lease_until>=$6)
        """;

    private const string ClaimSql = ClaimSet + " AND state=0 AND fence=$3 AND (not_before IS NULL OR not_before<=$6)";

    /// <summary>Tests only: what happens without the compare-and-set.</summary>
    private const string ClaimWithoutCompareSql = ClaimSet + " AND state IN (0, 1)";

    private static ClaimResult Refused(SqliteSession session, Claim claim, byte[] key, byte[] token)
    {
        var found = session.Query(
            "SELECT state, fence, claim_token=$3 FROM model_call WHERE request=$1 AND n=$2",
            row => (State: (CallState)row.GetInt32(0), Fence: row.GetInt64(1), Mine: !row.IsDBNull(2) && row.GetBoolean(2)),
            key, claim.Call.Number, token);
        return found switch
        {
            [{ State: CallState.InFlight, Mine: true }] => new ClaimResult.Claimed(found[0].Fence),
            [{ State: CallState.Completed or CallState.Failed or CallState.Cancelled }] => new ClaimResult.Ended(),
            _ => new ClaimResult.Lost(),
        };
    }

    private static bool InsertAttempt(SqliteSession session, CallId call, NewAttempt attempt, string incarnation, long now) => session.Execute(
        """
        INSERT INTO attempt(request, n, fence, number, deployment, why, incarnation, started_at, result)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, 0) ON CONFLICT DO NOTHING
        """,
        Key(call.Request), call.Number, attempt.Fence, attempt.Number, attempt.Deployment, attempt.Why, incarnation, now) == 1;
}
