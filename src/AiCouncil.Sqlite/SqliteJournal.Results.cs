using System.Diagnostics;
using AiCouncil.Journal;

namespace AiCouncil.Sqlite;

public sealed partial class SqliteJournal
{
    public ValueTask<ResultOutcome> StoreResultAsync(CallResult result, CancellationToken ct)
    {
        if (result.Text is { } text && _known.TryGet(result.Call.Request, out var known))
        {
            known.Remember(text);
        }

        return WriteAsync(session => Store(session, result), ct);
    }

    private ResultOutcome Store(SqliteSession session, CallResult result)
    {
        if (result is { Move: Moves.Complete, Text: null })
        {
            throw new ArgumentException("A completed call has a text.", nameof(result));
        }

        var key = Key(result.Call.Request);
        var n = result.Call.Number;
        var now = Now();
        foreach (var end in result.Attempts)
        {
            EndAttempt(session, key, n, result.Fence, end, now);
        }

        var moved = Move(session, key, result, now) == 1;
        if (moved && result.Move == Moves.Complete)
        {
            AddWake(session, key, n, now);
            return new ResultOutcome(true, CallState.Completed); // its attempts were summed as it moved
        }

        SumAttempts(session, key, n);
        if (moved && result.Move is not Moves.Retry)
        {
            AddWake(session, key, n, now);
        }

        var state = (CallState)(session.Scalar("SELECT state FROM model_call WHERE request=$1 AND n=$2", key, n) ?? (int)CallState.Cancelled);
        return new ResultOutcome(moved, state);
    }

    /// <summary>
    /// An end that was already known stays, unless it was only guessed: anything replaces Lost, and a complete (paid) answer replaces
    /// Ambiguous and Cancelled too, whose cost is an estimate.
    /// </summary>
    private static void EndAttempt(SqliteSession session, byte[] key, int n, long fence, AttemptEnd end, long now) => session.Execute(
        """
        UPDATE attempt SET ended_at=$5, result=$6, detail=$7, used_input=$8, used_output=$9, cost=$10
        WHERE request=$1 AND n=$2 AND fence=$3 AND number=$4
          AND (result IN (0, 7) OR (result IN (5, 6) AND $6 IN (1, 2)))
        """,
        key, n, fence, end.Number, now, (int)end.Result, end.Detail,
        end.Usage.InputTokens, end.Usage.OutputTokens, end.Cost?.Nano);

    private int Move(SqliteSession session, byte[] key, CallResult result, long now)
    {
        if (result.Move == Moves.Complete)
        {
            return Complete(session, key, result, now);
        }

        if (result.Move == Moves.Record)
        {
            return 0;
        }

        var sql = result.Move switch
        {
            Moves.Fail => "UPDATE model_call SET state=3, error=$4, error_detail=$5, finished_at=$6",
            Moves.Retry => "UPDATE model_call SET state=0, error=$4, error_detail=$5, published_at=NULL, not_before=$6",
            Moves.Unknown => "UPDATE model_call SET state=4, error=$4, error_detail=$5, finished_at=$6, losses=losses+1, holder_gone=1",
            _ => throw new UnreachableException(),
        };
        var fenced = _safeguards.FenceOnFailures ? " WHERE request=$1 AND n=$2 AND state=1 AND fence=$3" : " WHERE request=$1 AND n=$2 AND $3=$3";
        var at = result.Move == Moves.Retry ? now + (long)(result.Delay ?? TimeSpan.Zero).TotalMicroseconds : now;
        return session.Execute(sql + fenced, key, result.Call.Number, result.Fence, result.Error, result.ErrorDetail, at);
    }

    private static int Complete(SqliteSession session, byte[] key, CallResult result, long now)
    {
        var moved = session.Execute(
            """
            UPDATE model_call SET state=2, result_hash=$3, finish_reason=$4, deployment=$5, finished_at=$6, error=NULL, error_detail=NULL,
            """ + SumOfAttempts + """

            WHERE request=$1 AND n=$2 AND state NOT IN (2, 5)
            """,
            key, result.Call.Number, result.Text!.Hash, result.FinishReason, result.Deployment, now);
        if (moved == 1)
        {
            InsertPayload(session, key, result.Text);
        }

        return moved;
    }

    /// <summary>Cost and usage of a call are the sums over its attempts: recording twice changes nothing.</summary>
    private static void SumAttempts(SqliteSession session, byte[] key, int n) => session.Execute(
        "UPDATE model_call SET " + SumOfAttempts + " WHERE request=$1 AND n=$2", key, n);

    private const string SumOfAttempts =
        """
        (used_input, used_output, cost) = (
          SELECT coalesce(sum(used_input), 0), coalesce(sum(used_output), 0),
            CASE WHEN count(*) = count(cost) THEN coalesce(sum(cost), 0) END
          FROM attempt WHERE request=$1 AND n=$2)
        """;

    private const string AddWakeSql =
        "INSERT INTO wake(request, id, n, at) VALUES($1, (SELECT coalesce(max(id), 0)+1 FROM wake WHERE request=$1), $2, $3)";

    private void AddWake(SqliteSession session, byte[] key, int n, long now)
    {
        if (_safeguards.WakeRow)
        {
            session.Execute(AddWakeSql, key, n, now);
        }
    }
}
