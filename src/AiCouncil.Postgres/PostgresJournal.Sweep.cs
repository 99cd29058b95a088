using AiCouncil.Journal;
using AiCouncil.Requests;
using Npgsql;

namespace AiCouncil.Postgres;

public sealed partial class PostgresJournal
{
    internal const string WokenSql =
        "SELECT DISTINCT w.request FROM wake w JOIN request r ON r.id=w.request WHERE w.at<=" + Now + "-$4 AND r.owner=$2 LIMIT $3";

    internal const string DueSql =
        "SELECT id FROM request WHERE owner=$2 AND next_timer IS NOT NULL AND next_timer<=" + Now + " ORDER BY next_timer LIMIT $3";

    public ValueTask<SweepResult> SweepAsync(string? owner, TimeSpan wakeAge, int limit, CancellationToken ct) => _store.BatchAsync(
        [
            PostgresStore.Sql(WokenSql, Clock(), Arg.Text(Owner(owner)), Arg.Int(limit), Arg.Long((long)wakeAge.TotalMicroseconds)),
            PostgresStore.Sql(DueSql, Clock(), Arg.Text(Owner(owner)), Arg.Int(limit)),
        ],
        async reader => new SweepResult(
            await reader.AllAsync(row => new RequestId(row.GetGuid(0))), await reader.NextAsync(row => new RequestId(row.GetGuid(0)))),
        ct);

    internal const string OwnedSql =
        """
        SELECT DISTINCT r.id, r.owner, r.deadline, c.model, c.simulated
        FROM request r LEFT JOIN model_call c ON c.request=r.id AND c.state IN (0, 1, 4) WHERE r.state<2 ORDER BY r.id
        """;

    public async ValueTask<IReadOnlyList<OwnedRequest>> ReadOwnedAsync(CancellationToken ct) =>
        [.. (await _store.QueryAsync(
            OwnedSql,
            row => (
                Id: new RequestId(row.GetGuid(0)), Owner: row.GetString(1) is { Length: > 0 } owner ? owner : null, Deadline: At(row.GetInt64(2)),
                Model: row.IsDBNull(3) ? null : new OwnedModel(row.GetString(3), row.GetBoolean(4))),
            ct))
            .GroupBy(row => (row.Id, row.Owner, row.Deadline), row => row.Model)
            .Select(request => new OwnedRequest(request.Key.Id, request.Key.Owner, request.Key.Deadline, [.. request.OfType<OwnedModel>()]))];

    private const string AdoptSql =
        "UPDATE request SET owner=$4, version=version+1, deadline=coalesce($5, deadline), next_timer=" + Now + ", updated_at=" + Now +
        " WHERE id=$2 AND owner=$3 AND state<2 RETURNING 1";

    private const string AdoptCallsSql =
        """
        UPDATE model_call c SET owner=$2, published_at=NULL
        FROM (SELECT request, n FROM model_call WHERE request=$1 ORDER BY n FOR UPDATE) mine WHERE c.request=mine.request AND c.n=mine.n
        """;

    public ValueTask<bool> AdoptAsync(RequestId id, string? from, string to, DateTimeOffset? deadline, CancellationToken ct) => _store.TransactAsync(
        async connection =>
        {
            var adopted = (await connection.RowsAsync(
                PostgresStore.Sql(AdoptSql, Clock(), Arg.Id(id), Arg.Text(Owner(from)), Arg.Text(to), Arg.Long(MicrosOrNull(deadline))), _ => true)).Count == 1;
            if (adopted)
            {
                await connection.ChangeAsync(PostgresStore.Sql(AdoptCallsSql, Arg.Id(id), Arg.Text(to)));
            }

            return adopted;
        },
        ct);

    public ValueTask<bool> DeleteAsync(RequestId id, CancellationToken ct) => _store.TransactAsync(
        async connection =>
        {
            var ended = await connection.RowsAsync(
                PostgresStore.Sql("SELECT id FROM request WHERE id=$1 AND state>=2 FOR UPDATE", Arg.Id(id)), row => new RequestId(row.GetGuid(0)));
            await EraseAsync(connection, ended);
            return ended.Count == 1;
        },
        ct);

    public ValueTask<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken ct) => _store.TransactAsync(
        async connection =>
        {
            var old = await connection.RowsAsync(
                PostgresStore.Sql(
                    "SELECT id FROM request WHERE state>=2 AND updated_at<$1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED",
                    Arg.Long(Micros(before)), Arg.Int(limit)),
                row => new RequestId(row.GetGuid(0)));
            await EraseAsync(connection, old);
            await connection.ChangeAsync(PostgresStore.Sql("DELETE FROM idempotency WHERE created_at<$1", Arg.Long(Micros(before))));
            await connection.ChangeAsync(PostgresStore.Sql("DELETE FROM listener WHERE until<" + Now, Clock()));
            await connection.ChangeAsync(PostgresStore.Sql("DELETE FROM node WHERE lease_until<$1", Arg.Long(Micros(before))));
            return old.Count;
        },
        ct);

    /// <summary>Calls first after the request, as everywhere.</summary>
    private static readonly IReadOnlyList<string> EraseSql =
    [
        "SELECT 1 FROM model_call WHERE request=ANY($1) ORDER BY request, n FOR UPDATE",
        .. new[] { "model_call", "attempt", "event", "subtask", "payload", "wake", "listener" }.Select(table => $"DELETE FROM {table} WHERE request=ANY($1)"),
        "DELETE FROM request WHERE id=ANY($1)",
    ];

    private static async Task EraseAsync(NpgsqlConnection connection, List<RequestId> requests)
    {
        if (requests.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in EraseSql)
        {
            batch.BatchCommands.Add(PostgresStore.Sql(sql, Arg.Ids(requests)));
        }

        await batch.ExecuteNonQueryAsync();
    }
}
