using System.Diagnostics;
using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Integration.Tests.Sqlite;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LockFilePresenceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Locks => _folder.File("council.db.locks");

    [Fact]
    public void A_living_incarnation_is_not_gone_and_a_disposed_one_is()
    {
        using var one = Open();
        var two = Open();
        Assert.NotEqual(one.Incarnation, two.Incarnation);
        Assert.False(one.IsGone(two.Incarnation));
        Assert.False(two.IsGone(one.Incarnation));
        two.Dispose();
        Assert.True(one.IsGone(two.Incarnation));
        Assert.False(one.IsGone(one.Incarnation));
    }

    [Fact]
    public void Who_never_had_a_file_is_gone_and_a_name_that_is_none_proves_nothing()
    {
        using var one = Open();
        Assert.True(one.IsGone(Guid.NewGuid().ToString("D")));
        Assert.False(one.IsGone("../council"));
        Assert.False(one.IsGone("server"));
    }

    [Fact]
    public void The_file_tells_people_which_process_holds_it()
    {
        using var one = Open();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Locks));
        using var reader = Process.Start(new ProcessStartInfo("cat", LockOf(one.Incarnation)) { RedirectStandardOutput = true })!;
        Assert.Equal($"process {Environment.ProcessId}, since 2026-01-31T10:00:00Z", reader.StandardOutput.ReadToEnd().Trim());
        reader.WaitForExit();
    }

    [Fact]
    public void The_journals_folder_is_its_owners_alone_when_the_locks_come_first()
    {
        using var one = new LockFilePresence(_folder.File("new/council.db"), new ClockIds(_clock), _clock);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.File("new")));
    }

    [Fact]
    public async Task Another_process_is_alive_until_it_is_killed()
    {
        using var mine = Open();
        var other = Guid.NewGuid().ToString("D");
        using var process = await HoldAsync(LockOf(other));
        Assert.False(mine.IsGone(other));
        await process.KillAsync();
        Assert.True(mine.IsGone(other));
        Assert.False(File.Exists(LockOf(other)));
        Assert.True(mine.IsGone(other));
    }

    [Fact]
    public async Task A_start_removes_what_killed_processes_left_and_nothing_of_the_living()
    {
        Directory.CreateDirectory(Locks);
        var (dead, living) = (Guid.NewGuid().ToString("D"), Guid.NewGuid().ToString("D"));
        using var killed = await HoldAsync(LockOf(dead));
        using var alive = await HoldAsync(LockOf(living));
        await killed.KillAsync();
        using (var mine = Open())
        {
            Assert.Equal(new[] { living, mine.Incarnation }.Order(), Directory.GetFiles(Locks).Select(Path.GetFileNameWithoutExtension).Order());
        }

        await alive.KillAsync();
    }

    [Fact]
    public void There_is_one_place_for_a_server_and_it_says_who_has_it()
    {
        using var second = Open();
        using (var first = Open())
        {
            Assert.Null(first.TakeServerPlace());
            Assert.Null(first.TakeServerPlace());
            Assert.Equal($"process {Environment.ProcessId}, since 2026-01-31T10:00:00Z", second.TakeServerPlace());
        }

        Assert.Null(second.TakeServerPlace());
    }

    [Fact]
    public async Task A_killed_server_leaves_its_place()
    {
        using var mine = Open();
        using var server = await HoldAsync(Path.Combine(Locks, "server.lock"));
        Assert.Equal("another process", mine.TakeServerPlace());
        await server.KillAsync();
        Assert.Null(mine.TakeServerPlace());
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told()
    {
        File.WriteAllText(Locks, "x");
        Assert.Contains("lock files", Assert.Throws<JournalUnavailableException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_memory_everybody_else_is_gone()
    {
        using var presence = new MemoryPresence(new ClockIds(_clock));
        Assert.False(presence.IsGone(presence.Incarnation));
        Assert.True(presence.IsGone("another"));
        Assert.Null(presence.TakeServerPlace());
    }

    public void Dispose() => _folder.Dispose();

    private LockFilePresence Open() => new(_folder.File("council.db"), new ClockIds(_clock), _clock);

    private string LockOf(string incarnation) => Path.Combine(Locks, incarnation + ".lock");

    /// <summary>A real process that holds the file's lock until it ends (util-linux).</summary>
    private static async Task<Holder> HoldAsync(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var start = new ProcessStartInfo("flock", ["--no-fork", "--exclusive", path, "sh", "-c", "echo held; exec sleep 600"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        var holder = new Holder(Process.Start(start)!);
        Assert.Equal("held", await holder.Output.ReadLineAsync(Ct));
        return holder;
    }

    /// <summary>Never outlives its test.</summary>
    private sealed class Holder(Process process) : IDisposable
    {
        public StreamReader Output => process.StandardOutput;

        /// <summary>SIGKILL, and its end.</summary>
        public Task KillAsync()
        {
            process.Kill();
            return process.WaitForExitAsync(Ct);
        }

        public void Dispose()
        {
            process.Kill();
            process.Dispose();
        }
    }
}
