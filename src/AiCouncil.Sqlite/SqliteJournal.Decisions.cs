using System.Diagnostics;
using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    public async ValueTask<bool> StoreDecisionAsync(RequestId id, Decision decision, CancellationToken ct)
    {
        var texts = DecisionTexts.Of(decision);
        var stored = await WriteAsync(session => StoreDecision(session, id, decision, texts), ct);
        if (stored && texts.Size <= KnownRequest.MaxSize && _known.TryGet(id, out var known) && known.Version == decision.Version)
        {
            _known.Put(id, known.After(decision));
        }

        return stored;
    }

    public ValueTask<bool> HasWakesAsync(RequestId id, CancellationToken ct) =>
        LookAsync(session => session.Scalar("SELECT 1 FROM wake WHERE request=$1 LIMIT 1", Key(id)) is not null, ct);

    private bool StoreDecision(SqliteSession session, RequestId id, Decision decision, DecisionTexts texts)
    {
        var key = Key(id);
        var changed = session.Query(
            """
            UPDATE request SET version=version+1, state=CASE WHEN state<2 THEN $3 ELSE state END, sequence=sequence+$4, updated_at=$5, next_timer=$6, progress=$7,
              final=coalesce(final, $8)
            WHERE id=$1 AND version=$2
            RETURNING sequence, owner
            """,
            row => (Sequence: row.GetInt64(0), Owner: row.IsDBNull(1) ? null : row.GetString(1)),
            key, decision.Version, (int)decision.State, decision.Events.Count, Now(),
            decision.Terminal ? null : MicrosOrNull(decision.NextTimer), texts.Progress, texts.Final);
        if (changed.Count == 0)
        {
            return false;
        }

        Write(session, key, changed[0].Owner, decision, texts, changed[0].Sequence - decision.Events.Count);
        return true;
    }

    private void Write(SqliteSession session, byte[] key, string? owner, Decision decision, DecisionTexts texts, long sequence)
    {
        foreach (var payload in decision.Payloads)
        {
            InsertPayload(session, key, payload);
        }

        foreach (var (subtask, body) in decision.Subtasks.Zip(texts.Subtasks))
        {
            session.Execute(
                """
                INSERT INTO subtask(request, ord, state, body) VALUES($1, $2, $3, $4)
                ON CONFLICT(request, ord) DO UPDATE SET state=excluded.state, body=excluded.body
                """,
                key, subtask.Order, (int)subtask.State, body);
        }

        foreach (var call in decision.NewCalls)
        {
            InsertCall(session, key, owner, call);
        }

        foreach (var change in decision.Changes)
        {
            Change(session, key, change);
        }

        foreach (var logged in decision.Logged)
        {
            session.Execute(
                "UPDATE model_call SET logged_state=$3, logged_fence=$4 WHERE request=$1 AND n=$2",
                key, logged.Number, (int)logged.State, logged.Fence);
        }

        foreach (var next in decision.Events)
        {
            session.Execute(
                "INSERT INTO event(request, seq, type, at, data) VALUES($1, $2, $3, $4, $5)",
                key, ++sequence, next.Type, Micros(next.At), next.Data);
        }

        foreach (var wake in decision.Wakes)
        {
            session.Execute("DELETE FROM wake WHERE request=$1 AND id=$2", key, wake);
        }
    }

    /// <summary>What a decision stores as JSON, written before its transaction: everybody waits for that one.</summary>
    private sealed record DecisionTexts(string Progress, string? Final, IReadOnlyList<string> Subtasks)
    {
        public int Size => Progress.Length + (Final?.Length ?? 0) + Subtasks.Sum(text => text.Length);

        public static DecisionTexts Of(Decision decision) => new(
            CouncilJson.Serialize(decision.Progress), decision.Final is { } final ? CouncilJson.Serialize(final) : null,
            [.. decision.Subtasks.Select(CouncilJson.Serialize)]);
    }

    private static void InsertCall(SqliteSession session, byte[] key, string? owner, CallRow call) => session.Execute(
        """
        INSERT INTO model_call(request, n, subtask, role, replica, model, pool, state, fence, prompt_hash, attempts, input_tokens, max_output,
          upper, retry_unusable, stream, simulated, order_key, not_before, result_hash, finish_reason, deployment, finished_at, cost, logged_state, owner, published_at)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
        """,
        key, call.Id.Number, call.Subtask, (int)call.Role, call.Replica, call.Model, call.Pool, (int)call.State, call.Fence, call.PromptHash,
        call.Grant.Attempts, call.Grant.InputTokens, call.Grant.MaxOutputTokens, call.Grant.Upper?.Nano, call.Grant.RetryUnusable,
        call.Grant.Stream, call.Grant.Simulated, call.OrderKey, MicrosOrNull(call.NotBefore), call.ResultHash, call.FinishReason,
        call.Deployment, MicrosOrNull(call.FinishedAt), call.Cost?.Nano, (int)call.LoggedState, owner, MicrosOrNull(call.PublishedAt));

    private void Change(SqliteSession session, byte[] key, CallChange change)
    {
        _ = change switch
        {
            CallChange.Cancel cancel => session.Execute(
                "UPDATE model_call SET state=5, finished_at=$3 WHERE request=$1 AND n=$2 AND state IN (0, 1)", key, cancel.Number, Now()),
            CallChange.Reissue reissue => session.Execute(
                """
                UPDATE model_call SET state=0, attempts=attempts+1, published_at=NULL, not_before=NULL, holder_gone=0, finished_at=NULL
                WHERE request=$1 AND n=$2 AND state=4
                """,
                key, reissue.Number),
            CallChange.GiveUp lost => session.Execute(
                "UPDATE model_call SET state=3, error='worker_lost', finished_at=$3 WHERE request=$1 AND n=$2 AND state=4",
                key, lost.Number, Now()),
            _ => throw new UnreachableException(),
        };
    }
}
