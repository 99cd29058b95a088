using AiCouncil.Conformance;
using AiCouncil.Conformance.Journal;
using AiCouncil.Journal;
using AiCouncil.Postgres;
using Xunit;

namespace AiCouncil.Integration.Tests.Postgres;

[Covers(typeof(PostgresJournal))]
public sealed class PostgresJournalTests(PostgresFixture postgres) : JournalConformance, IClassFixture<PostgresFixture>
{
    protected override async ValueTask<IJournal> OpenAsync(TimeProvider clock) =>
        new PostgresJournal(await postgres.DatabaseAsync(), clock, Safeguards.On);
}
