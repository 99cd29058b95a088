using AiCouncil.Journal;
using AiCouncil.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AiCouncil.Tests.Journal;

public sealed class GroupCommitWriterTests : IDisposable
{
    private readonly SqliteSession _session = new("Data Source=:memory:", 1);
    private readonly Lock _gate = new();
    private readonly GroupCommitWriter _writer;

    public GroupCommitWriterTests()
    {
        _session.Execute("CREATE TABLE t(n INTEGER PRIMARY KEY)");
        _writer = new GroupCommitWriter(_session, _gate, "test.db");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_write_that_may_not_be_lost_commits_with_full_sync_also_after_relaxed_ones()
    {
        var modes = new List<string?>();
        foreach (var relaxed in new[] { false, true, false, true, true, false, false })
        {
            modes.Add(await _writer.WriteAsync(session => session.Pragma("synchronous"), Ct, relaxed));
        }

        Assert.Equal(["2", "1", "2", "1", "1", "2", "2"], modes);
    }

    [Fact]
    public async Task A_batch_with_one_full_write_is_full()
    {
        var (release, leader) = await BlockAsync();
        var relaxed = _writer.WriteAsync(session => session.Pragma("synchronous"), Ct, relaxed: true).AsTask();
        var full = _writer.WriteAsync(session => session.Pragma("synchronous"), Ct).AsTask();
        release.Set();
        Assert.Equal(["2", "2"], await Task.WhenAll(relaxed, full));
        await leader;
    }

    [Fact]
    public async Task Work_that_throws_is_undone_and_only_its_caller_hears_of_it()
    {
        var (release, leader) = await BlockAsync();
        var good = InsertAsync(1);
        var bad = _writer.WriteAsync<int>(
            session =>
            {
                session.Execute("INSERT INTO t VALUES(2)");
                throw new InvalidOperationException("a bug");
            },
            Ct).AsTask();
        var twice = InsertAsync(1);
        var last = InsertAsync(3);
        release.Set();
        int[] changed = await Task.WhenAll(good, last);
        Assert.Equal([1, 1], changed);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        await Assert.ThrowsAsync<SqliteException>(() => twice); // a broken constraint is a bug, not an outage
        await leader;
        Assert.Equal([1L, 3L], Rows());
    }

    [Fact]
    public async Task A_transaction_that_breaks_fails_its_whole_batch_and_the_loop_goes_on()
    {
        var (release, leader) = await BlockAsync();
        var before = InsertAsync(1);
        var breaking = _writer.WriteAsync(session => session.Execute("ROLLBACK"), Ct).AsTask();
        var after = InsertAsync(2);
        release.Set();
        await leader;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => before);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => breaking);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => after);
        Assert.Empty(Rows());
        Assert.Equal(1, await InsertAsync(3));
    }

    [Fact]
    public async Task A_caller_that_gives_up_before_its_turn_writes_nothing()
    {
        var (release, leader) = await BlockAsync();
        using var patience = new CancellationTokenSource();
        var waiting = _writer.WriteAsync(session => session.Execute("INSERT INTO t VALUES(1)"), patience.Token).AsTask();
        await patience.CancelAsync();
        release.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await leader;
        Assert.Empty(Rows());
    }

    [Fact]
    public async Task Closing_commits_what_was_taken_and_takes_no_more()
    {
        var (release, leader) = await BlockAsync();
        var writes = Enumerable.Range(1, 600).Select(InsertAsync).ToList();
        var closing = _writer.CloseAsync();
        Assert.False(closing.IsCompleted);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => InsertAsync(1_000));
        release.Set();
        await closing;
        Assert.All(await Task.WhenAll(writes), changed => Assert.Equal(1, changed));
        await leader;
        Assert.Equal(600, Rows().Count);
        await _writer.CloseAsync();
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Keeps the loop in a commit until released, so that what follows goes into one batch.</summary>
    private async Task<(ManualResetEventSlim Release, Task Leader)> BlockAsync()
    {
        var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leader = Task.Run(async () => await _writer.WriteAsync(
            _ =>
            {
                entered.SetResult();
                release.Wait(Ct);
                return true;
            },
            Ct));
        await entered.Task;
        return (release, leader);
    }

    private Task<int> InsertAsync(int n) => _writer.WriteAsync(session => session.Execute("INSERT INTO t VALUES($1)", n), Ct).AsTask();

    private List<long> Rows()
    {
        lock (_gate)
        {
            return _session.Query("SELECT n FROM t ORDER BY n", row => row.GetInt64(0));
        }
    }
}
