using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    private static readonly TimeSpan ListenAfterDeadline = TimeSpan.FromMinutes(1);

    public ValueTask<IReadOnlyList<RunningCall>> ListenAsync(RequestId id, string server, CancellationToken ct) => WriteAsync<IReadOnlyList<RunningCall>>(
        session =>
        {
            session.Execute(
                """
                INSERT INTO listener(request, server, until) SELECT id, $2, deadline+$3 FROM request WHERE id=$1 AND state<2
                ON CONFLICT(request, server) DO UPDATE SET until=excluded.until
                """,
                Key(id), server, (long)ListenAfterDeadline.TotalMicroseconds);
            return session.Query(
                "SELECT n, claimed_by FROM model_call WHERE request=$1 AND state=1 AND stream=1",
                row => new RunningCall(new CallId(id, row.GetInt32(0)), row.GetString(1)), Key(id));
        },
        ct,
        relaxed: true);

    public ValueTask<IReadOnlyDictionary<RequestId, RequestProgress>> ReadProgressAsync(IReadOnlyCollection<RequestId> ids, CancellationToken ct) =>
        LookAsync<IReadOnlyDictionary<RequestId, RequestProgress>>(
            session =>
            {
                var found = new Dictionary<RequestId, RequestProgress>(ids.Count);
                foreach (var id in ids)
                {
                    session.Query(
                        "SELECT sequence, state FROM request WHERE id=$1",
                        row => new RequestProgress(row.GetInt64(0), (RequestState)row.GetInt32(1)), Key(id)).ForEach(progress => found[id] = progress);
                }

                return found;
            },
            ct);

    private static void Listen(SqliteSession session, NewRequest request)
    {
        if (request.Listener is { } server)
        {
            session.Execute(
                "INSERT INTO listener(request, server, until) VALUES($1, $2, $3)", Key(request.Spec.Id), server, Micros(request.Deadline + ListenAfterDeadline));
        }
    }

    /// <summary>A request with an owner is read by its owner alone.</summary>
    private static List<string> Listeners(SqliteSession session, byte[] key, bool owned) =>
        owned ? [] : session.Query("SELECT server FROM listener WHERE request=$1", row => row.GetString(0), key);
}
