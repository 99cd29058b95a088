using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

/// <summary>From columns to records; each column list and its reader stand together.</summary>
internal static class Rows
{
    public const string RequestColumns = "spec, state, version, sequence, deadline, updated_at, next_timer, owner, progress, final";

    public static RequestRow Request(SqliteRow row) => new()
    {
        Spec = CouncilJson.Deserialize<RequestSpec>(row.GetString(0)),
        State = (RequestState)row.GetInt32(1),
        Version = row.GetInt64(2),
        Sequence = row.GetInt64(3),
        Deadline = SqliteJournal.At(row.GetInt64(4)),
        UpdatedAt = SqliteJournal.At(row.GetInt64(5)),
        NextTimer = Time(row, 6),
        Owner = Text(row, 7),
        Progress = CouncilJson.Deserialize<Progress>(row.GetString(8)),
        Final = Text(row, 9) is { } final ? CouncilJson.Deserialize<FinalResponse>(final) : null,
    };

    public const string KnownRequestColumns = "state, version, sequence, deadline, updated_at, next_timer, owner";

    public static RequestRow Request(SqliteRow row, KnownRequest known) => new()
    {
        Spec = known.Spec,
        State = (RequestState)row.GetInt32(0),
        Version = row.GetInt64(1),
        Sequence = row.GetInt64(2),
        Deadline = SqliteJournal.At(row.GetInt64(3)),
        UpdatedAt = SqliteJournal.At(row.GetInt64(4)),
        NextTimer = Time(row, 5),
        Owner = Text(row, 6),
        Progress = known.Progress,
        Final = known.Final,
    };

    public const string CallColumns =
        """
        request, n, subtask, role, replica, model, pool, state, fence, prompt_hash, attempts, input_tokens, max_output, upper, retry_unusable,
        stream, simulated, order_key, not_before, published_at, claimed_by, sent_at, finished_at, losses, holder_gone, error, error_detail,
        result_hash, finish_reason, deployment, attempts_used, used_input, used_output, cost, logged_state, logged_fence,
        (SELECT MIN(started_at) FROM attempt WHERE attempt.request = model_call.request AND attempt.n = model_call.n)
        """;

    public static CallRow Call(SqliteRow row) => new()
    {
        Id = new CallId(SqliteJournal.Id(row.GetBytes(0)), row.GetInt32(1)),
        Subtask = row.GetString(2),
        Role = (CallRole)row.GetInt32(3),
        Replica = row.GetInt32(4),
        Model = row.GetString(5),
        Pool = row.GetString(6),
        State = (CallState)row.GetInt32(7),
        Fence = row.GetInt64(8),
        PromptHash = row.GetString(9),
        Grant = new CallGrant(
            row.GetInt32(10), row.GetInt32(11), row.GetInt32(12), Money(row, 13), row.GetBoolean(14), row.GetBoolean(15), row.GetBoolean(16)),
        OrderKey = row.GetDouble(17),
        NotBefore = Time(row, 18),
        PublishedAt = Time(row, 19),
        ClaimedBy = Text(row, 20),
        SentAt = Time(row, 21),
        FinishedAt = Time(row, 22),
        Losses = row.GetInt32(23),
        HolderGone = row.GetBoolean(24),
        Error = Text(row, 25),
        ErrorDetail = Text(row, 26),
        ResultHash = Text(row, 27),
        FinishReason = Text(row, 28),
        Deployment = Text(row, 29),
        AttemptsUsed = row.GetInt32(30),
        Usage = new TokenUsage(row.GetInt64(31), row.GetInt64(32)),
        Cost = Money(row, 33),
        LoggedState = (CallState)row.GetInt32(34),
        LoggedFence = row.GetInt64(35),
        FirstSentAt = Time(row, 36),
    };

    public const string AttemptColumns =
        "n, fence, number, deployment, why, started_at, ended_at, result, detail, used_input, used_output, cost, incarnation";

    public static AttemptRow Attempt(RequestId request, SqliteRow row) => new(
        new CallId(request, row.GetInt32(0)), row.GetInt64(1), row.GetInt32(2), row.GetString(3), row.GetString(4),
        SqliteJournal.At(row.GetInt64(5)), Time(row, 6), (AttemptResult)row.GetInt32(7), Text(row, 8),
        new TokenUsage(row.GetInt64(9), row.GetInt64(10)), Money(row, 11), row.GetString(12));

    private static string? Text(SqliteRow row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Time(SqliteRow row, int column) => row.IsDBNull(column) ? null : SqliteJournal.At(row.GetInt64(column));

    private static Usd? Money(SqliteRow row, int column) => row.IsDBNull(column) ? null : new Usd(row.GetInt64(column));
}
