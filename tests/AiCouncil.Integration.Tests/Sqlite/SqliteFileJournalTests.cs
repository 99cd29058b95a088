using AiCouncil.Conformance;
using AiCouncil.Conformance.Journal;
using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Sqlite;
using Xunit;

namespace AiCouncil.Integration.Tests.Sqlite;

[Covers(typeof(SqliteJournal))]
public sealed class SqliteFileJournalTests : JournalConformance
{
    private readonly TempFolder _folder = new();

    private string File => _folder.File("council.db");

    [Fact]
    public async Task After_a_clean_close_everything_is_still_there()
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Complete, "kept");
        await DecideAsync(call.Request);
        var before = await ViewAsync(call.Request);
        await Journal.DisposeAsync();
        Assert.False(System.IO.File.Exists(File + "-wal"));
        await using var again = new SqliteJournal(File, Clock);
        await again.MigrateAsync(Ct);
        Assert.Equal(CouncilJson.Serialize(before), CouncilJson.Serialize(await again.ReadAsync(call.Request, Ct)));
        Assert.Equal("kept", (await again.ReadTextsAsync(call.Request, [Payload.Of("kept").Hash], Ct)).Values.Single());
    }

    [Fact]
    public async Task What_was_written_survives_a_process_that_never_closes()
    {
        var call = await InFlightAsync();
        await StoreAsync(call, 1, Moves.Complete, "kept");
        await MarkAsync();
        var crashed = Snapshot(); // as the disk stands after kill -9: the journal is open, nothing was checkpointed
        await using var found = new SqliteJournal(crashed, Clock);
        await found.MigrateAsync(Ct);
        var view = await found.ReadAsync(call.Request, Ct);
        Assert.Equal(CallState.Completed, view!.Calls.Single().State);
        Assert.Single(view.Wakes);
        Assert.Equal("kept", (await found.ReadTextsAsync(call.Request, [Payload.Of("kept").Hash], Ct)).Values.Single());
    }

    [Fact]
    public async Task A_crash_in_the_middle_of_load_keeps_each_write_whole_and_all_that_was_answered()
    {
        await NodeAsync("w1");
        var answered = new List<CallId>();
        var load = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                var call = new CallId(await AcceptAsync(), 1);
                await ClaimAsync(call);
                await StoreAsync(call, 1, Moves.Complete);
                lock (answered)
                {
                    answered.Add(call);
                }
            }
        })));
        while (Count() < 50)
        {
            await Task.Yield();
        }

        List<CallId> promised;
        lock (answered)
        {
            promised = [.. answered];
        }

        var crashed = await SnapshotUnderLockAsync();
        await load;
        await using var found = new SqliteJournal(crashed, Clock);
        foreach (var call in promised)
        {
            var view = await found.ReadAsync(call.Request, Ct);
            Assert.Equal((CallState.Completed, 1), (view!.Calls.Single().State, view.Wakes.Count));
        }

        int Count()
        {
            lock (answered)
            {
                return answered.Count;
            }
        }
    }

    [Fact]
    public async Task Closing_under_load_commits_every_write_that_was_answered()
    {
        var stored = new List<RequestId>();
        var load = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var open = true; open;)
            {
                try
                {
                    var id = await AcceptAsync();
                    lock (stored)
                    {
                        stored.Add(id);
                    }
                }
                catch (ObjectDisposedException)
                {
                    open = false;
                }
            }
        })));
        await Task.Yield();
        await Journal.DisposeAsync();
        await load;
        await using var again = new SqliteJournal(File, Clock);
        await again.MigrateAsync(Ct);
        Assert.Equal(
            stored.Order(), (await again.ListAsync(new RequestFilter(null, null, null, 100_000), Ct)).Rows.Select(row => row.Spec.Id).Order());
    }

    [Fact]
    public async Task Several_processes_write_one_file_and_none_loses_or_fails()
    {
        await NodeAsync("w1");
        await using var second = new SqliteJournal(File, Clock);
        await using var third = new SqliteJournal(File, Clock);
        await Task.WhenAll(second.MigrateAsync(Ct).AsTask(), third.MigrateAsync(Ct).AsTask());
        IJournal[] all = [Journal, second, third];
        await Task.WhenAll(Enumerable.Range(0, 24).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                var request = Samples.Request(Now);
                await all[n % 3].AcceptAsync(request, Ct);
                var claims = await Task.WhenAll(all.Select(one => one.ClaimAsync(Samples.Claim(new CallId(request.Spec.Id, 1), "w1", 0), Ct).AsTask()));
                Assert.Single(claims.OfType<ClaimResult.Claimed>());
            }
        })));
        Assert.Equal(480, (await third.ListAsync(new RequestFilter(null, null, null, 1_000), Ct)).Rows.Count);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Folder_and_files_are_for_their_owner_alone()
    {
        using var journal = new TempFolder();
        var path = journal.File("new/council.db");
        await using var opened = new SqliteJournal(path, Clock);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        await opened.MigrateAsync(Ct);
        foreach (var file in new[] { path, path + "-wal", path + "-shm" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ValueTask<IJournal> OpenAsync(TimeProvider clock) => ValueTask.FromResult<IJournal>(new SqliteJournal(File, clock));

    private string Snapshot()
    {
        var copy = _folder.File("crashed.db");
        foreach (var suffix in new[] { "", "-wal" })
        {
            System.IO.File.Copy(File + suffix, copy + suffix);
        }

        return copy;
    }

    /// <summary>Between two commits: a copy is no atomic picture of two files, as a power cut is.</summary>
    private async Task<string> SnapshotUnderLockAsync()
    {
        using var other = new SqliteSession($"Data Source={File};Pooling=False", 10);
        await Task.Yield();
        other.Execute("BEGIN IMMEDIATE");
        var copy = Snapshot();
        other.Execute("ROLLBACK");
        return copy;
    }
}
