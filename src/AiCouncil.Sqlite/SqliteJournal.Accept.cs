using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    public async ValueTask<AcceptResult> AcceptAsync(NewRequest request, CancellationToken ct)
    {
        var (spec, first) = (CouncilJson.Serialize(request.Spec), DecisionTexts.Of(request.First));
        var result = await WriteAsync(session => Accept(session, request, spec, first), ct);
        if (result is AcceptResult.Accepted && spec.Length + first.Size <= KnownRequest.MaxSize)
        {
            var known = KnownRequest.Accepted(request);
            known.Remember(request.Conversation);
            _known.Put(request.Spec.Id, known);
        }

        return result;
    }

    private AcceptResult Accept(SqliteSession session, NewRequest request, string spec, DecisionTexts texts)
    {
        var key = Key(request.Spec.Id);
        if (request.IdempotencyKey is { } idempotencyKey)
        {
            if (session.Scalar("SELECT 1 FROM request WHERE id=$1", key) is not null)
            {
                return new AcceptResult.Accepted(); // asked again after a lost reply: its own key must not join it
            }

            if (FindJoined(session, request, idempotencyKey) is { } joined)
            {
                return joined;
            }

            session.Execute(
                "INSERT INTO idempotency(tenant, key, request, body_hash, created_at) VALUES($1, $2, $3, $4, $5)",
                request.Spec.Tenant, idempotencyKey, key, request.BodyHash, Now());
        }

        if (!Insert(session, request, key, spec, texts))
        {
            return new AcceptResult.Accepted(); // asked again after a lost reply
        }

        Listen(session, request);
        var first = request.Windows.Count == 0 ? request.First : MarkFirst(session, request);
        Write(session, key, request.Owner, first, texts, sequence: 0);
        var published = first.NewCalls.Where(call => call.PublishedAt is not null).ToList();
        Expect(request, published);
        return new AcceptResult.Accepted { Published = published.ConvertAll(call => call.Id) };
    }

    /// <summary>Its calls are published with it where the relay would publish them next, so that they need no transaction of their own.</summary>
    private Decision MarkFirst(SqliteSession session, NewRequest request)
    {
        var now = Now();
        var rooms = request.Windows
            .Where(pool => !FirstReady(session, pool.Key, request.Owner, now))
            .ToDictionary(pool => pool.Key, pool => Room(session, pool.Key, request.Owner, pool.Value));
        return request.First with
        {
            NewCalls = [.. request.First.NewCalls.Select(call =>
                call is { State: CallState.Ready, NotBefore: null } && rooms.TryGetValue(call.Pool, out var room) && room.Take(call.Model)
                    ? call with { PublishedAt = At(now) }
                    : call)],
        };
    }

    private static AcceptResult? FindJoined(SqliteSession session, NewRequest request, string idempotencyKey)
    {
        var found = session.Query(
            """
            SELECT i.request, i.body_hash, coalesce(r.state, 2) FROM idempotency i LEFT JOIN request r ON r.id = i.request
            WHERE i.tenant=$1 AND i.key=$2
            """,
            row => (Id: Id(row.GetBytes(0)), Body: row.GetString(1), State: (RequestState)row.GetInt32(2)),
            request.Spec.Tenant, idempotencyKey);
        if (found.Count == 0)
        {
            return null;
        }

        return found[0].Body == request.BodyHash
            ? new AcceptResult.Joined(found[0].Id, found[0].State)
            : new AcceptResult.Conflict(found[0].Id);
    }

    /// <summary>False when it stands there already.</summary>
    private bool Insert(SqliteSession session, NewRequest request, byte[] key, string spec, DecisionTexts texts)
    {
        var first = request.First;
        var inserted = session.Execute(
            """
            INSERT INTO request(id, tenant, state, version, sequence, created_at, updated_at, deadline, next_timer, owner, spec, progress, final)
            VALUES($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT DO NOTHING
            """,
            key, request.Spec.Tenant, (int)first.State, first.Events.Count, Micros(request.Spec.CreatedAt), Now(), Micros(request.Deadline),
            first.Terminal ? null : MicrosOrNull(first.NextTimer), request.Owner, spec, texts.Progress, texts.Final) == 1;
        if (inserted)
        {
            InsertPayload(session, key, request.Conversation);
        }

        return inserted;
    }

    private static void InsertPayload(SqliteSession session, byte[] key, Payload payload) =>
        session.Execute("INSERT INTO payload(request, hash, text) VALUES($1, $2, $3) ON CONFLICT DO NOTHING", key, payload.Hash, payload.Text);
}
