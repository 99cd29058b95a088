using AiCouncil.Conformance.Journal;
using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Integration.Tests.Sqlite;

/// <summary>What a journal remembers of a request is what another one on the same file reads.</summary>
public sealed class KnownRequestTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_remembered_request_reads_as_a_stored_one_after_each_decision()
    {
        await using var journal = new SqliteJournal(_folder.File("council.db"), _clock);
        await using var other = new SqliteJournal(_folder.File("council.db"), _clock);
        await journal.MigrateAsync(Ct);
        var request = Samples.Request(_clock.GetUtcNow());
        await journal.AcceptAsync(request, Ct);
        await SameAsync(journal, other, request.Spec.Id);

        var decided = Decision(1) with { Subtasks = [Samples.MainSubtask(SubtaskState.Decided)] };
        Assert.True(await journal.StoreDecisionAsync(request.Spec.Id, decided, Ct));
        await SameAsync(journal, other, request.Spec.Id);

        var theirs = Decision(2) with { Progress = new Progress { DegradedReasons = ["theirs"] } };
        Assert.True(await other.StoreDecisionAsync(request.Spec.Id, theirs, Ct));
        await SameAsync(journal, other, request.Spec.Id);
        Assert.Equal(["theirs"], (await journal.ReadAsync(request.Spec.Id, Ct))!.Request.Progress.DegradedReasons);
    }

    public void Dispose() => _folder.Dispose();

    private Decision Decision(long version) => new()
    {
        Version = version, State = RequestState.InProgress, Progress = new Progress { Planned = true, StartedAt = _clock.GetUtcNow() },
    };

    private static async Task SameAsync(SqliteJournal journal, SqliteJournal other, RequestId id) =>
        Assert.Equal(CouncilJson.Serialize(await other.ReadAsync(id, Ct)), CouncilJson.Serialize(await journal.ReadAsync(id, Ct)));
}
