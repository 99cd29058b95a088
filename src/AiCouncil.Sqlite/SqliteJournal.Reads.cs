using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    public ValueTask<RequestView?> ReadAsync(RequestId id, CancellationToken ct) => QueryAsync(session =>
    {
        var key = Key(id);
        var wakes = session.Query("SELECT id FROM wake WHERE request=$1", row => row.GetInt64(0), key);
        if (ReadRow(session, id, key) is not var (row, subtasks))
        {
            return null;
        }

        return new RequestView(row, subtasks, session.Query(CallsSql, Rows.Call, key), wakes) { Listeners = Listeners(session, key, row.Owner is not null) };
    }, ct);

    private const string CallsSql = $"SELECT {Rows.CallColumns} FROM model_call WHERE request=$1 ORDER BY n";

    /// <summary>Its JSON is parsed only when this process does not know it as it is at the row's version.</summary>
    private (RequestRow Row, IReadOnlyList<SubtaskRow> Subtasks)? ReadRow(SqliteSession session, RequestId id, byte[] key)
    {
        if (_known.TryGet(id, out var known))
        {
            var same = session.Query(
                $"SELECT {Rows.KnownRequestColumns} FROM request WHERE id=$1 AND version=$2", row => Rows.Request(row, known), key, known.Version);
            if (same.Count == 1)
            {
                return (same[0], known.Subtasks);
            }
        }

        var request = session.Query($"SELECT {Rows.RequestColumns} FROM request WHERE id=$1", Rows.Request, key);
        if (request.Count == 0)
        {
            return null;
        }

        var subtasks = session.Query(
            "SELECT body FROM subtask WHERE request=$1 ORDER BY ord", row => CouncilJson.Deserialize<SubtaskRow>(row.GetString(0)), key);
        return (request[0], subtasks);
    }

    public ValueTask<IReadOnlyDictionary<string, string>> ReadTextsAsync(RequestId id, IReadOnlyCollection<string> hashes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        var texts = new Dictionary<string, string>(hashes.Count);
        if (_known.TryGet(id, out var known))
        {
            foreach (var hash in hashes)
            {
                if (known.Texts.TryGetValue(hash, out var text))
                {
                    texts[hash] = text;
                }
            }
        }

        return texts.Count == hashes.Count && !ct.IsCancellationRequested
            ? ValueTask.FromResult<IReadOnlyDictionary<string, string>>(texts)
            : LookAsync<IReadOnlyDictionary<string, string>>(session => ReadTexts(session, id, hashes, texts), ct);
    }

    private static Dictionary<string, string> ReadTexts(
        SqliteSession session, RequestId id, IReadOnlyCollection<string> hashes, Dictionary<string, string> texts)
    {
        foreach (var hash in hashes.Where(hash => !texts.ContainsKey(hash)))
        {
            session.Query("SELECT text FROM payload WHERE request=$1 AND hash=$2", row => row.GetString(0), Key(id), hash)
                .ForEach(text => texts[hash] = text);
        }

        return texts;
    }

    public ValueTask<CallToRun?> ReadCallAsync(CallId id, CancellationToken ct) => _expected.Take(id, out var expected) && !ct.IsCancellationRequested
        ? ValueTask.FromResult<CallToRun?>(expected with { Now = At(Now()) })
        : QueryAsync(session => ReadCall(session, id), ct);

    /// <summary>
    /// Calls that their accept has marked are about to be read and claimed. Each is remembered for its first read, from before the
    /// commit that makes them known: nothing but a cancel can have come before that read, and the claim notices it.
    /// </summary>
    private void Expect(NewRequest request, List<CallRow> published)
    {
        foreach (var call in published)
        {
            if (request.First.Payloads.FirstOrDefault(text => text.Hash == call.PromptHash) is { Text.Length: <= KnownRequest.MaxSize } prompt)
            {
                _expected.Put(
                    call.Id,
                    new CallToRun(call, request.First.State, At(Micros(request.Deadline)), prompt.Text, [], call.PublishedAt!.Value)
                    {
                        Listeners = request.Listener is { } server ? [server] : [],
                    });
            }
        }
    }

    private CallToRun? ReadCall(SqliteSession session, CallId id)
    {
        var key = Key(id.Request);
        var call = session.Query($"SELECT {Rows.CallColumns} FROM model_call WHERE request=$1 AND n=$2", Rows.Call, key, id.Number);
        if (call.Count == 0)
        {
            return null;
        }

        var request = session.Query(
            "SELECT state, deadline, owner FROM request WHERE id=$1",
            row => (State: (RequestState)row.GetInt32(0), Deadline: At(row.GetInt64(1)), Owned: !row.IsDBNull(2)), key)[0];
        var prompt = session.Query("SELECT text FROM payload WHERE request=$1 AND hash=$2", row => row.GetString(0), key, call[0].PromptHash);
        var tried = session.Query(
            "SELECT deployment FROM attempt WHERE request=$1 AND n=$2 ORDER BY fence, number", row => row.GetString(0), key, id.Number);
        return new CallToRun(call[0], request.State, request.Deadline, prompt.Count == 0 ? "" : prompt[0], tried, At(Now()))
        {
            Listeners = Listeners(session, key, request.Owned),
        };
    }

    public ValueTask<IReadOnlyList<CouncilEvent>> ReadEventsAsync(RequestId id, long after, int limit, CancellationToken ct) =>
        LookAsync<IReadOnlyList<CouncilEvent>>(session => session.Query(
            "SELECT seq, type, at, data FROM event WHERE request=$1 AND seq>$2 ORDER BY seq LIMIT $3",
            row => new CouncilEvent(id, row.GetInt64(0), row.GetString(1), At(row.GetInt64(2)), row.GetString(3)),
            Key(id), after, limit), ct);

    public ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(RequestId id, CancellationToken ct) =>
        QueryAsync<IReadOnlyList<AttemptRow>>(session => session.Query(
            $"SELECT {Rows.AttemptColumns} FROM attempt WHERE request=$1 ORDER BY n, fence, number", row => Rows.Attempt(id, row), Key(id)), ct);

    public ValueTask<RequestList> ListAsync(RequestFilter filter, CancellationToken ct) => QueryAsync(session =>
    {
        var rows = session.Query(
            ListSql, row => (Request: Rows.Request(row), Cost: row.IsDBNull(10) ? (Usd?)null : new Usd(row.GetInt64(10))),
            filter.Tenant, filter.State is { } state ? (int)state : null, filter.Before is { } before ? Key(before) : null, filter.Limit + 1);
        var page = rows.GetRange(0, Math.Min(filter.Limit, rows.Count));
        return new RequestList(
            page.ConvertAll(row => row.Request), page.ToDictionary(row => row.Request.Spec.Id, row => row.Cost), rows.Count > filter.Limit);
    }, ct);

    internal const string ListSql =
        $"""
        SELECT {Rows.RequestColumns},
          (SELECT CASE WHEN count(*) = count(cost) THEN coalesce(sum(cost), 0) END FROM model_call c WHERE c.request=request.id)
        FROM request
        WHERE ($1 IS NULL OR tenant=$1) AND ($2 IS NULL OR state=$2) AND ($3 IS NULL OR id<$3) ORDER BY id DESC LIMIT $4
        """;
}
