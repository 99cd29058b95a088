using AiCouncil.Journal;
using AiCouncil.Postgres;
using Npgsql;
using Xunit;

namespace AiCouncil.Integration.Tests.Postgres;

/// <summary>What a process asks again and again costs as much as there is to do, not as much as there ever was.</summary>
public sealed class PostgresQueryPlanTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PostgresJournal.FirstReadySql)]
    [InlineData(PostgresJournal.CandidatesSql)]
    [InlineData(PostgresJournal.MarkAllSql)]
    [InlineData(PostgresJournal.NextDueSql)]
    [InlineData(PostgresJournal.PublishedSql)]
    [InlineData(PostgresJournal.InFlightSql)]
    [InlineData(PostgresJournal.StaleSql)]
    [InlineData(PostgresJournal.DepthSql)]
    [InlineData(PostgresJournal.WokenSql)]
    [InlineData(PostgresJournal.DueSql)]
    [InlineData(PostgresJournal.OwnedSql)]
    [InlineData(PostgresJournal.HeldSql)]
    [InlineData(PostgresJournal.UnwantedSql)]
    [InlineData(PostgresJournal.SupersededSql)]
    [InlineData(PostgresJournal.ContestSql)]
    [InlineData(PostgresJournal.RunningSql)]
    [InlineData(PostgresJournal.ProgressSql)]
    [InlineData(PostgresJournal.ExpiredSql)]
    public async Task A_polled_query_scans_no_table(string sql) =>
        Assert.DoesNotContain(await PlanAsync(sql), step => step.Contains("Seq Scan", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Hot))]
    public async Task A_hot_statement_finds_its_rows_by_an_index(string sql) =>
        Assert.DoesNotContain(await PlanAsync(sql), step => step.Contains("Seq Scan", StringComparison.Ordinal));

    [Theory]
    [InlineData(PostgresJournal.CandidatesSql)]
    [InlineData(PostgresJournal.MarkAllSql)]
    public async Task Candidates_are_read_in_order_without_a_sort(string sql) =>
        Assert.DoesNotContain(await PlanAsync(sql), step => step.Contains("Sort", StringComparison.Ordinal));

    public static TheoryData<string> Hot() => [.. PostgresJournal.HotStatements];

    /// <summary>The generic plan on empty tables, as a young journal makes and keeps it.</summary>
    private async Task<List<string>> PlanAsync(string sql)
    {
        var connection = await postgres.DatabaseAsync();
        await using var journal = new PostgresJournal(connection);
        await journal.MigrateAsync(Ct);
        await using var session = new NpgsqlConnection($"{connection};Pooling=false;Options={PostgresStore.Session}");
        await session.OpenAsync(Ct);
        await ExecuteAsync(session, $"PREPARE asked AS {sql}");
        var parameters = (int)await ExecuteAsync(session, "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name='asked'");
        await using var explain = new NpgsqlCommand($"EXPLAIN EXECUTE asked{(parameters == 0 ? "" : $"({string.Join(',', Enumerable.Repeat("NULL", parameters))})")}", session);
        await using var reader = await explain.ExecuteReaderAsync(Ct);
        return await reader.AllAsync(row => row.GetString(0));
    }

    private static async Task<object> ExecuteAsync(NpgsqlConnection session, string sql)
    {
        await using var command = new NpgsqlCommand(sql, session);
        return await command.ExecuteScalarAsync(Ct) ?? 0;
    }
}
