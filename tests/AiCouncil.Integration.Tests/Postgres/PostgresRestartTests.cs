using System.Diagnostics;
using AiCouncil.Conformance.Journal;
using AiCouncil.Journal;
using AiCouncil.Postgres;
using AiCouncil.Requests;
using AiCouncil.Testing.Processes;
using Npgsql;
using Xunit;

namespace AiCouncil.Integration.Tests.Postgres;

/// <summary>The server dies, freezes, is away or belongs to somebody else: nothing answered is lost, and the adapter recovers by itself.</summary>
public sealed class PostgresRestartTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_killed_server_loses_no_write_that_was_answered_and_the_journal_goes_on_after_it()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var journal = new PostgresJournal(server.Connection());
        await journal.MigrateAsync(Ct);
        await journal.RegisterAsync(Samples.Node("w1", null, Now, Now + Lease), Ct);
        var answered = new List<CallId>();
        using var restarted = new CancellationTokenSource();
        var halfway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var load = Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var after = 0; after < 5; after += restarted.IsCancellationRequested ? 1 : 0)
            {
                var call = await LiveAsync(journal);
                lock (answered)
                {
                    answered.Add(call);
                    if (answered.Count == 200)
                    {
                        halfway.SetResult();
                    }
                }
            }
        })));
        await halfway.Task;
        await server.KillAsync();
        await server.BeginAsync();
        await restarted.CancelAsync();
        await load;
        foreach (var call in answered)
        {
            var view = await journal.ReadAsync(call.Request, Ct);
            Assert.Equal((CallState.Completed, 1, 1L), (view!.Calls.Single().State, view.Wakes.Count, view.Calls.Single().Fence));
            Assert.Single(await journal.ReadAttemptsAsync(call.Request, Ct));
        }
    }

    [Fact]
    public async Task A_frozen_holder_of_a_requests_row_holds_up_nobody_else_and_loses_it_in_the_end()
    {
        var connection = await postgres.DatabaseAsync();
        await using var journal = new PostgresJournal(connection);
        await journal.MigrateAsync(Ct);
        var (held, free) = (Samples.Request(Now), Samples.Request(Now));
        await journal.AcceptAsync(held, Ct);
        await journal.AcceptAsync(free, Ct);
        await using var frozen = new NpgsqlConnection(connection + ";Pooling=false;Options=-c idle_in_transaction_session_timeout=3000");
        await frozen.OpenAsync(Ct);
        await using var transaction = await frozen.BeginTransactionAsync(Ct);
        await using var command = new NpgsqlCommand("UPDATE request SET version=version WHERE id=$1", frozen) { Parameters = { new() { Value = held.Spec.Id.Value } } };
        await command.ExecuteNonQueryAsync(Ct);
        var began = Stopwatch.StartNew();
        Assert.False(await DecideAsync(journal, held.Spec.Id)); // its holder looks again
        Assert.True(await DecideAsync(journal, free.Spec.Id));
        Assert.True(began.Elapsed < TimeSpan.FromSeconds(2), $"{began.Elapsed}");
        while (!await DecideAsync(journal, held.Spec.Id))
        {
            Assert.True(began.Elapsed < TimeSpan.FromSeconds(20), "the frozen session keeps its lock");
        }
    }

    [Fact]
    public async Task A_frozen_holder_of_a_calls_row_fails_that_claim_and_no_other()
    {
        var connection = await postgres.DatabaseAsync();
        await using var journal = new PostgresJournal(connection);
        await journal.MigrateAsync(Ct);
        await journal.RegisterAsync(Samples.Node("w1", null, Now, Now + Lease), Ct);
        var request = Samples.Request(Now, calls: 8);
        await journal.AcceptAsync(request, Ct);
        await using var frozen = new NpgsqlConnection(connection + ";Pooling=false");
        await frozen.OpenAsync(Ct);
        await using var transaction = await frozen.BeginTransactionAsync(Ct);
        await using var command = new NpgsqlCommand("UPDATE model_call SET fence=fence WHERE n=1", frozen);
        await command.ExecuteNonQueryAsync(Ct);
        var claims = request.First.NewCalls.Select(call => journal.ClaimAsync(Samples.Claim(call.Id, "w1", 0), Ct).AsTask()).ToList();
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(() => claims[0]);
        Assert.Contains("lock", error.Message, StringComparison.Ordinal);
        Assert.All(await Task.WhenAll(claims[1..]), claim => Assert.IsType<ClaimResult.Claimed>(claim));
        await transaction.RollbackAsync(Ct);
        Assert.IsType<ClaimResult.Claimed>(await journal.ClaimAsync(Samples.Claim(new CallId(request.Spec.Id, 1), "w1", 0), Ct));
    }

    [Fact]
    public async Task Processes_that_start_at_once_migrate_once()
    {
        var connection = await postgres.DatabaseAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            await using var journal = new PostgresJournal(connection);
            await journal.MigrateAsync(Ct);
            Assert.Empty(await journal.ReadNodesAsync(Ct));
        })));
    }

    [Fact]
    public async Task A_journal_of_a_newer_program_is_refused_and_one_that_still_admits_this_is_used()
    {
        var connection = await postgres.DatabaseAsync();
        await using var journal = new PostgresJournal(connection);
        await journal.MigrateAsync(Ct);
        await PostgresFixture.ExecuteAsync(connection, "UPDATE council_meta SET version=9");
        await journal.MigrateAsync(Ct);
        await PostgresFixture.ExecuteAsync(connection, "UPDATE council_meta SET oldest_binary=9");
        var error = await Assert.ThrowsAsync<JournalTooNewException>(async () => await journal.MigrateAsync(Ct));
        Assert.Contains("schema 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_used_says_why_and_never_its_password()
    {
        var connection = await postgres.DatabaseAsync();
        await PostgresFixture.ExecuteAsync(connection, "CREATE TABLE request(x int)");
        await SaysAsync(connection, "another program");
        await SaysAsync(postgres.Server.Connection("nowhere") + ";Password=canary", "no such database");
        await SaysAsync("postgres://nobody:canary@127.0.0.1:" + postgres.Server.Port + "/postgres", "user or password");
        await SaysAsync("Host=127.0.0.1;Port=1;Password=canary", "127.0.0.1:1");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Host=h;Pasword=canary")]
    [InlineData("Database=d;Password=canary")]
    [InlineData("postgres://u:canary@")]
    [InlineData("postgres://u:canary@h/d?sslmod=require")]
    public void A_connection_that_cannot_be_read_is_not_quoted(string text)
    {
        var error = Assert.Throws<FormatException>(() => new PostgresJournal(text));
        Assert.DoesNotContain("canary", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_is_read_as_libpq_reads_it()
    {
        var settings = PostgresConnection.Parse("postgres://u%40x:p%3Aw@[::1]:6432/my%20db?sslmode=verify-full&application_name=me");
        Assert.Equal(
            ("u@x", "p:w", "::1", 6432, "my db", SslMode.VerifyFull, "me"),
            (settings.Username, settings.Password, settings.Host, settings.Port, settings.Database, settings.SslMode, settings.ApplicationName));
        Assert.Equal((5432, "h"), (PostgresConnection.Parse("postgresql://h/d").Port, PostgresConnection.Parse("postgresql://h/d").Host));
    }

    private static async Task SaysAsync(string connection, string why)
    {
        await using var journal = new PostgresJournal(connection);
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.MigrateAsync(Ct));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains("Council:Postgres:Connection", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> DecideAsync(PostgresJournal journal, RequestId id)
    {
        var view = await journal.ReadAsync(id, Ct);
        return await journal.StoreDecisionAsync(id, Samples.Decision(view!, Now), Ct);
    }

    /// <summary>One call from accept to answer, each write asked again with the same token until it is answered.</summary>
    private static async Task<CallId> LiveAsync(PostgresJournal journal)
    {
        var request = Samples.Request(Now);
        var call = new CallId(request.Spec.Id, 1);
        var claim = Samples.Claim(call, "w1", 0);
        await AgainAsync(() => journal.AcceptAsync(request, Ct));
        Assert.IsType<ClaimResult.Claimed>(await AgainAsync(() => journal.ClaimAsync(claim, Ct)));
        await AgainAsync(() => journal.StoreResultAsync(Samples.Result(call, 1, Moves.Complete), Ct));
        return call;
    }

    private static async Task<T> AgainAsync<T>(Func<ValueTask<T>> write)
    {
        while (true)
        {
            try
            {
                return await write();
            }
            catch (JournalUnavailableException)
            {
                await Task.Yield();
            }
        }
    }
}
