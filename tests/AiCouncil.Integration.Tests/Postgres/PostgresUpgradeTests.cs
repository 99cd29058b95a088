using AiCouncil.Conformance.Journal;
using AiCouncil.Journal;
using AiCouncil.Postgres;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Postgres;

/// <summary>A journal of an older schema is upgraded with what it holds, and binaries of that schema go on beside the new ones.</summary>
public sealed class PostgresUpgradeTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    /// <summary>As a binary of schema 2 registers its node.</summary>
    private const string OldRegistration =
        """
        INSERT INTO node(incarnation, id, role, state, pools, slots, registered_at, last_seen, lease_until, pool_slots, version)
        SELECT 'old', 'old', 'worker', 'ready', 'default', 4, now.now, now.now, now.now+60000000, 'default=4', '1.0'
        FROM (SELECT (extract(epoch FROM clock_timestamp())*1000000)::bigint AS now) now
        """;

    /// <summary>As a binary of schema 2 claims the only call.</summary>
    private const string OldClaim =
        """
        WITH claimed AS (
          UPDATE model_call SET state=1, fence=1, claimed_by='old', sent_at=0, deployment='m@one', attempts_used=1, published_at=NULL
          WHERE state=0 AND fence=0 RETURNING request, n)
        INSERT INTO attempt(request, n, fence, number, deployment, why, incarnation, started_at, result)
        SELECT request, n, 1, 1, 'm@one', 'first', 'old', 0, 0 FROM claimed
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_journal_of_schema_2_is_upgraded_and_still_used_by_its_own_binaries()
    {
        var connection = await postgres.DatabaseAsync();
        await MakeAsync(connection, upTo: 2);
        await PostgresFixture.ExecuteAsync(connection, OldRegistration);
        await using var journal = new PostgresJournal(connection);
        await journal.MigrateAsync(Ct);
        await PostgresFixture.ExecuteAsync(connection, "DELETE FROM node");
        await PostgresFixture.ExecuteAsync(connection, OldRegistration);
        var request = Samples.Request(Now) with { Listener = "s1" };
        await journal.AcceptAsync(request, Ct);
        await PostgresFixture.ExecuteAsync(connection, OldClaim);
        var call = new CallId(request.Spec.Id, 1);
        Assert.Equal([new RunningCall(call, "old")], await journal.ListenAsync(call.Request, "s1", Ct));
        Assert.True((await journal.StoreResultAsync(Samples.Result(call, 1, Moves.Complete), Ct)).Moved);
        Assert.Equal((true, false), await RenewedAsync(journal));
    }

    [Fact]
    public async Task A_machine_an_hour_off_reads_the_stores_time()
    {
        await using var journal = new PostgresJournal(await postgres.DatabaseAsync());
        await journal.MigrateAsync(Ct);
        var clock = new StoreClock(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now.AddHours(1)));
        await clock.ReadAsync(journal, Ct);
        Assert.InRange(clock.GetUtcNow(), Now.AddMinutes(-1), Now.AddMinutes(1));
    }

    private static async Task<(bool Alive, bool Superseded)> RenewedAsync(PostgresJournal journal)
    {
        var renewal = await journal.RenewAsync("old", TimeSpan.FromMinutes(1), Ct);
        return (renewal.Alive, renewal.Superseded);
    }

    private static async Task MakeAsync(string connection, int upTo)
    {
        for (var version = 1; version <= upTo; version++)
        {
            await using var stream = typeof(PostgresJournal).Assembly.GetManifestResourceStream($"AiCouncil.Postgres.Migrations.{version:000}.sql")!;
            using var reader = new StreamReader(stream);
            await PostgresFixture.ExecuteAsync(connection, await reader.ReadToEndAsync(Ct));
        }

        await PostgresFixture.ExecuteAsync(connection, "CREATE TABLE council_meta(version bigint NOT NULL, oldest_binary bigint NOT NULL)");
        await PostgresFixture.ExecuteAsync(connection, $"INSERT INTO council_meta VALUES({upTo}, 1)");
    }
}
