using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    private static readonly RowSet<NewRequest> Accepted = new RowSet<NewRequest>()
        .Uuid("id", row => row.Spec.Id.Value).Text("tenant", row => row.Spec.Tenant).Int("state", row => (int)row.First.State)
        .Long("sequence", row => row.First.Events.Count).Long("created_at", row => Micros(row.Spec.CreatedAt)).Long("deadline", row => Micros(row.Deadline))
        .Long("next_timer", row => row.First.Terminal ? null : MicrosOrNull(row.First.NextTimer)).Text("owner", row => Owner(row.Owner))
        .Text("spec", row => CouncilJson.Serialize(row.Spec)).Text("progress", row => CouncilJson.Serialize(row.First.Progress))
        .Text("final", row => row.First.Final is null ? null : CouncilJson.Serialize(row.First.Final))
        .Text("key", row => row.IdempotencyKey).Text("body_hash", row => row.BodyHash)
        .Text("listener", row => row.Listener);

    private static readonly RowSet<NewRequest> Keys = new RowSet<NewRequest>()
        .Uuid("id", row => row.Spec.Id.Value).Text("tenant", row => row.Spec.Tenant).Text("key", row => row.IdempotencyKey);

    /// <summary>The idempotency key decides: who writes its row stores the request. Keys are taken in order, so that no two batches wait crosswise.</summary>
    private static readonly string AcceptSql =
        $"""
        WITH input AS MATERIALIZED (SELECT * FROM {Accepted.From(2, "i")}),
        named AS (
          INSERT INTO idempotency(tenant, key, request, body_hash, created_at)
          SELECT tenant, key, id, body_hash, {Now} FROM input i WHERE key IS NOT NULL AND NOT EXISTS(SELECT 1 FROM request r WHERE r.id=i.id)
          ORDER BY tenant, key ON CONFLICT DO NOTHING RETURNING request),
        stored AS (
          INSERT INTO request(id, tenant, state, version, sequence, created_at, updated_at, deadline, next_timer, owner, spec, progress, final)
          SELECT id, tenant, state, 1, sequence, created_at, {Now}, deadline, next_timer, owner, spec, progress, final
          FROM input WHERE key IS NULL OR id IN (SELECT request FROM named) ORDER BY id ON CONFLICT DO NOTHING RETURNING id, owner, 0::bigint AS base),
        heard AS (
          INSERT INTO listener(request, server, until) SELECT i.id, i.listener, i.deadline+{ListenAfterDeadline}
          FROM input i JOIN stored s ON s.id=i.id WHERE i.listener IS NOT NULL)
        {DecisionRows.Sql(2 + Accepted.Count, Now)}
        """;

    /// <summary>After it, what another transaction stored meanwhile is seen too.</summary>
    private static readonly string FoundSql =
        $"""
        SELECT i.id, own.id IS NOT NULL, k.request, k.body_hash, coalesce(r.state, 2)
        FROM {Keys.From(1, "i")} LEFT JOIN request own ON own.id=i.id
          LEFT JOIN idempotency k ON k.tenant=i.tenant AND k.key=i.key LEFT JOIN request r ON r.id=k.request
        """;

    public ValueTask<AcceptResult> AcceptAsync(NewRequest request, CancellationToken ct) => _accepts.WriteAsync(request, ct);

    private static IEnumerable<object> KeysOf(NewRequest request) =>
        request.IdempotencyKey is { } key ? [request.Spec.Id, (request.Spec.Tenant, key)] : [request.Spec.Id];

    private async ValueTask<IReadOnlyList<AcceptResult>> AcceptAllAsync(IReadOnlyList<NewRequest> requests)
    {
        var first = requests.Select(row => (row.Spec.Id.Value, row.First, (IReadOnlyList<Payload>)[row.Conversation, .. row.First.Payloads])).ToList();
        var found = await _store.BatchAsync(
            [PostgresStore.Sql(AcceptSql, [Clock(), .. Accepted.Bind(requests), .. DecisionRows.Bind(first)]), PostgresStore.Sql(FoundSql, Keys.Bind(requests))],
            async reader =>
            {
                await reader.AllAsync(_ => 0);
                return await reader.NextAsync(row => new Found(
                    row.GetGuid(0), row.GetBoolean(1), row.IsDBNull(2) ? null : new RequestId(row.GetGuid(2)), row.IsDBNull(3) ? null : row.GetString(3),
                    (RequestState)row.GetInt32(4)));
            },
            CancellationToken.None);
        var byId = found.ToDictionary(row => row.Id);
        return [.. requests.Select(request => byId[request.Spec.Id.Value].ResultFor(request))];
    }

    private sealed record Found(Guid Id, bool Stored, RequestId? Named, string? Body, RequestState State)
    {
        public AcceptResult ResultFor(NewRequest request) => (Stored, Named) switch
        {
            (true, _) => new AcceptResult.Accepted(), // also when asked again after a lost reply
            (_, { } other) when Body == request.BodyHash => new AcceptResult.Joined(other, State),
            (_, { } other) => new AcceptResult.Conflict(other),
            _ => throw new JournalUnavailableException($"The idempotency key of request {request.Spec.Id} was freed meanwhile: ask again."),
        };
    }
}
