using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    public async ValueTask<IReadOnlyList<RequestId>> LoseExpiredAsync(
        string? owner, IReadOnlyCollection<string> provenDead, CancellationToken ct)
    {
        var dead = CouncilJson.Serialize(provenDead);
        return (await QueryAsync(session => Expired(session, owner, dead, Now()), ct)).Count == 0
            ? []
            : await WriteAsync(session => Lose(session, owner, dead), ct);
    }

    private List<RequestId> Lose(SqliteSession session, string? owner, string dead)
    {
        var now = Now();
        var lost = Expired(session, owner, dead, now);
        foreach (var (call, gone) in lost)
        {
            var key = Key(call.Request);
            session.Execute(
                """
                UPDATE attempt SET result=7, ended_at=$3, detail='lease lost',
                  cost=(SELECT upper FROM model_call c WHERE c.request=$1 AND c.n=$2)
                WHERE request=$1 AND n=$2 AND result=0
                """,
                key, call.Number, now);
            session.Execute(
                """
                UPDATE model_call SET losses=losses+(state=1), state=4, error='lease_lost', holder_gone=$3, finished_at=coalesce(finished_at, $4)
                WHERE request=$1 AND n=$2 AND state IN (1, 4)
                """,
                key, call.Number, gone, now);
            SumAttempts(session, key, call.Number);
            AddWake(session, key, call.Number, now);
        }

        return [.. lost.Select(call => call.Call.Request).Distinct()];
    }

    private static List<(CallId Call, bool Gone)> Expired(SqliteSession session, string? owner, string dead, long now) => session.Query(
        ExpiredSql, row => (new CallId(Id(row.GetBytes(0)), row.GetInt32(1)), row.GetBoolean(2)), owner, now, dead);

    /// <summary>InFlight calls without a living holder, and lost ones whose holder has since been proven dead.</summary>
    internal const string ExpiredSql =
        """
        SELECT c.request, c.n, c.claimed_by IN (SELECT value FROM json_each($3))
          OR EXISTS(SELECT 1 FROM node newer WHERE newer.id=n.id AND newer.registered_at>n.registered_at AND newer.contested=0)
        FROM model_call c LEFT JOIN node n ON n.incarnation=c.claimed_by
        WHERE c.owner IS $1 AND c.state=1
          AND (n.incarnation IS NULL OR n.lease_until<$2 OR c.claimed_by IN (SELECT value FROM json_each($3)))
        UNION ALL
        SELECT c.request, c.n, 1
        FROM model_call c CROSS JOIN request r ON r.id=c.request LEFT JOIN node n ON n.incarnation=c.claimed_by
        WHERE c.owner IS $1 AND c.state=4 AND c.holder_gone=0 AND r.state<2
          AND (c.claimed_by IN (SELECT value FROM json_each($3))
            OR (n.lease_until<$2 AND EXISTS(SELECT 1 FROM node newer WHERE newer.id=n.id AND newer.registered_at>n.registered_at AND newer.contested=0)))
        """;
}
