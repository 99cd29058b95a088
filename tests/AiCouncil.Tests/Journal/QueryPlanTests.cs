using AiCouncil.Sqlite;
using Xunit;

namespace AiCouncil.Tests.Journal;

/// <summary>What a process asks again and again costs as much as there is to do, not as much as there ever was.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private readonly SqliteSession _session = new("Data Source=:memory:", 1);

    public QueryPlanTests()
    {
        for (var version = 1; version <= SqliteJournal.Version; version++)
        {
            using var script = new StreamReader(typeof(SqliteJournal).Assembly.GetManifestResourceStream($"AiCouncil.Sqlite.Migrations.{version:000}.sql")!);
            foreach (var statement in script.ReadToEnd().Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                _session.Execute(statement);
            }
        }
    }

    [Theory]
    [InlineData(SqliteJournal.FirstReadySql, "call_ready")]
    [InlineData(SqliteJournal.CandidatesSql, "call_ready")]
    [InlineData(SqliteJournal.NextDueSql, "call_deferred")]
    [InlineData(SqliteJournal.PublishedSql, "call_published")]
    [InlineData(SqliteJournal.InFlightSql, "call_in_flight")]
    [InlineData(SqliteJournal.StaleSql, "call_published")]
    [InlineData(SqliteJournal.DepthSql, "call_ready")]
    [InlineData(SqliteJournal.WokenSql, "sqlite_autoindex_request_1")]
    [InlineData(SqliteJournal.DueSql, "request_open")]
    [InlineData(SqliteJournal.OwnedSql, "request_open")]
    [InlineData(SqliteJournal.HeldSql, "call_in_flight")]
    [InlineData(SqliteJournal.UnwantedSql, "attempt_open")]
    [InlineData(SqliteJournal.SupersededSql, "node_id")]
    [InlineData(SqliteJournal.ExpiredSql, "call_unproven")]
    [InlineData(SqliteJournal.ExpiredSql, "call_in_flight")]
    public void A_polled_query_uses_its_index_and_scans_no_table(string sql, string index)
    {
        var plan = Plan(sql);
        Assert.Contains(plan, step => step.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal) && !Harmless(step));
    }

    [Fact]
    public void Candidates_are_read_in_order_without_a_sort() =>
        Assert.DoesNotContain(Plan(SqliteJournal.CandidatesSql), step => step.Contains("ORDER BY", StringComparison.Ordinal));

    public void Dispose() => _session.Dispose();

    private List<string> Plan(string sql) => _session.Query("EXPLAIN QUERY PLAN " + sql, row => row.GetString(3), [.. Enumerable.Repeat<object?>("[]", 5)]);

    /// <summary>
    /// The argument list, the union's own rows, what is open or in flight (a partial index that holds nothing else), and wake rows,
    /// which live for a moment.
    /// </summary>
    private static bool Harmless(string step) => step.Contains("json_each", StringComparison.Ordinal) || step.Contains("VIRTUAL TABLE", StringComparison.Ordinal)
        || step.Contains("subquery", StringComparison.Ordinal) || step.Contains("request_open", StringComparison.Ordinal)
        || step.Contains("call_in_flight", StringComparison.Ordinal) || step == "SCAN w";
}
