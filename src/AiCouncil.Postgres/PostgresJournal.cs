using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Postgres;

/// <summary>
/// The journal in PostgreSQL (15 to 18), shared by every node of a cluster. Hot writes are set-based and group-committed per process,
/// READ COMMITTED, with rows locked in the order request, call and by id within each; workers never lock a request.
/// </summary>
public sealed partial class PostgresJournal : IJournal
{
    /// <summary>The store's clock in microseconds, read once a statement. <c>$1</c> stands in for it in tests and is null otherwise.</summary>
    private const string Now = "(SELECT coalesce($1::bigint, (extract(epoch FROM clock_timestamp())*1000000)::bigint))";

    private readonly PostgresStore _store;
    private readonly TimeProvider? _standIn;
    private readonly Safeguards _safeguards;
    private readonly GroupCommit<NewRequest, AcceptResult> _accepts;
    private readonly GroupCommit<(RequestId Id, Decision Decision), bool> _decisions;
    private readonly GroupCommit<Claim, ClaimResult> _claims;
    private readonly GroupCommit<CallResult, ResultOutcome> _results;

    /// <param name="connection">An ADO string or a <c>postgres://</c> URI. Nothing is connected yet.</param>
    /// <exception cref="FormatException">The connection cannot be read; the message does not quote it.</exception>
    public PostgresJournal(string connection)
        : this(connection, standIn: null, Safeguards.On)
    {
    }

    /// <param name="standIn">Tests only: takes the place of the store's clock.</param>
    internal PostgresJournal(string connection, TimeProvider? standIn, Safeguards safeguards)
    {
        _store = new PostgresStore(connection);
        (_standIn, _safeguards) = (standIn, safeguards);
        (_claimSql, _resultSql) = (ClaimSql(safeguards), ResultSql(safeguards));
        _accepts = new(AcceptAllAsync, KeysOf, request => Weight(request.First) + request.Conversation.Text.Length, _store.Name);
        _decisions = new(StoreAllAsync, one => [one.Id], one => Weight(one.Decision), _store.Name);
        _claims = new(ClaimAllAsync, claim => [claim.Call], _ => 0, _store.Name);
        _results = new(StoreAllAsync, result => [result.Call], result => result.Text?.Text.Length ?? 0, _store.Name);
    }

    /// <summary>Finishes the writes it has taken, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_accepts.CloseAsync(), _decisions.CloseAsync(), _claims.CloseAsync(), _results.CloseAsync());
        await _store.DisposeAsync();
    }

    /// <summary>What every life cycle runs, for the tests of their plans.</summary>
    internal static IReadOnlyList<string> HotStatements =>
        [AcceptSql, FoundSql, DecideSql, LockCallsSql, ClaimSql(Safeguards.On), EndAttemptsSql, ResultSql(Safeguards.On), CallsSql, ToRunSql];

    private Npgsql.NpgsqlParameter Clock() => Arg.Long(_standIn is null ? null : Micros(_standIn.GetUtcNow()));

    private static int Weight(Decision decision) => decision.Payloads.Sum(payload => payload.Text.Length) + decision.Events.Sum(one => one.Data.Length);

    /// <summary>In the store '' means: any process may work on it.</summary>
    private static string Owner(string? owner) => owner ?? "";

    internal static long Micros(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / 10;

    internal static DateTimeOffset At(long micros) => new(DateTimeOffset.UnixEpoch.Ticks + micros * 10, TimeSpan.Zero);

    private static long? MicrosOrNull(DateTimeOffset? at) => at is { } value ? Micros(value) : null;

    private static CallId CallOf(Npgsql.NpgsqlDataReader row) => new(new RequestId(row.GetGuid(0)), row.GetInt32(1));
}
