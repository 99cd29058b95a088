using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    private static readonly RowSet<(RequestId Id, Decision Decision)> Decided = new RowSet<(RequestId Id, Decision Decision)>()
        .Uuid("id", row => row.Id.Value).Long("version", row => row.Decision.Version).Int("state", row => (int)row.Decision.State)
        .Long("events", row => row.Decision.Events.Count)
        .Long("next_timer", row => row.Decision.Terminal ? null : MicrosOrNull(row.Decision.NextTimer))
        .Text("progress", row => CouncilJson.Serialize(row.Decision.Progress))
        .Text("final", row => row.Decision.Final is null ? null : CouncilJson.Serialize(row.Decision.Final));

    /// <summary>
    /// A request whose row another transaction holds is passed over: its holder looks again. The version, compared on the locked row,
    /// decides; what was read before the lock is never used.
    /// </summary>
    private static readonly string DecideSql =
        $"""
        WITH input AS MATERIALIZED (SELECT * FROM {Decided.From(2, "i")}),
        locked AS MATERIALIZED (SELECT r.id FROM input i JOIN request r ON r.id=i.id ORDER BY r.id FOR UPDATE OF r SKIP LOCKED),
        stored AS (
          UPDATE request r SET version=r.version+1, state=CASE WHEN r.state<2 THEN i.state ELSE r.state END, sequence=r.sequence+i.events,
            updated_at={Now}, next_timer=i.next_timer, progress=i.progress, final=coalesce(r.final, i.final)
          FROM locked JOIN input i ON i.id=locked.id WHERE r.id=locked.id AND r.version=i.version
          RETURNING r.id, r.owner, r.sequence-i.events AS base)
        {DecisionRows.Sql(2 + Decided.Count, Now)}
        """;

    public ValueTask<bool> StoreDecisionAsync(RequestId id, Decision decision, CancellationToken ct) => _decisions.WriteAsync((id, decision), ct);

    public async ValueTask<bool> HasWakesAsync(RequestId id, CancellationToken ct) =>
        (await _store.QueryAsync("SELECT 1 FROM wake WHERE request=$1 LIMIT 1", _ => true, ct, Arg.Id(id))).Count > 0;

    private async ValueTask<IReadOnlyList<bool>> StoreAllAsync(IReadOnlyList<(RequestId Id, Decision Decision)> decisions)
    {
        var rows = decisions.Select(one => (one.Id.Value, one.Decision, one.Decision.Payloads)).ToList();
        var stored = await _store.QueryAsync(
            DecideSql, row => row.GetGuid(0), CancellationToken.None, [Clock(), .. Decided.Bind(decisions), .. DecisionRows.Bind(rows)]);
        return [.. decisions.Select(one => stored.Contains(one.Id.Value))];
    }
}
