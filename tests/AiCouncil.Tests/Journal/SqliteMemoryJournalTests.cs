using AiCouncil.Conformance;
using AiCouncil.Conformance.Journal;
using AiCouncil.Journal;
using AiCouncil.Sqlite;

namespace AiCouncil.Tests.Journal;

[Covers(typeof(SqliteJournal))]
public sealed class SqliteMemoryJournalTests : JournalConformance
{
    protected override ValueTask<IJournal> OpenAsync(TimeProvider clock) => ValueTask.FromResult<IJournal>(new SqliteJournal(":memory:", clock));
}
