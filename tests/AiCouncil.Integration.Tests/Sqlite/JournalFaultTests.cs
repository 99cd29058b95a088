using AiCouncil.Journal;
using AiCouncil.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Integration.Tests.Sqlite;

/// <summary>A journal that cannot be used says which, why, and which setting names it.</summary>
public sealed class JournalFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_folder_is_no_file() => SaysAsync(_folder.Path, "is a folder");

    [Fact]
    public Task A_file_is_no_folder()
    {
        File.WriteAllText(_folder.File("file"), "x");
        return SaysAsync(_folder.File("file/council.db"), "file");
    }

    [Fact]
    public Task A_place_where_nothing_can_be_made() => SaysAsync("/proc/council/council.db", "/proc/council");

    [Fact]
    public Task Another_kind_of_file()
    {
        File.WriteAllText(_folder.File("council.db"), new string('x', 10_000));
        return SaysAsync(_folder.File("council.db"), "not a SQLite database");
    }

    [Fact]
    public async Task Another_programs_database()
    {
        using (var other = new SqliteSession($"Data Source={_folder.File("council.db")};Pooling=False", 1))
        {
            other.Execute("CREATE TABLE request(x)");
        }

        await SaysAsync(_folder.File("council.db"), "another program");
    }

    [Fact]
    public async Task A_damaged_file()
    {
        await using (var journal = new SqliteJournal(_folder.File("council.db"), _clock))
        {
            await journal.MigrateAsync(Ct);
        }

        await using (var file = File.OpenWrite(_folder.File("council.db")))
        {
            file.Position = 100;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, 4_000).ToArray(), Ct);
        }

        await SaysAsync(_folder.File("council.db"), "damaged");
    }

    [Fact]
    public async Task A_file_whose_lock_another_process_keeps()
    {
        await using var journal = new SqliteJournal(_folder.File("council.db"), _clock, Safeguards.On, busySeconds: 1);
        await journal.MigrateAsync(Ct);
        using var other = new SqliteSession($"Data Source={_folder.File("council.db")};Pooling=False", 1);
        other.Execute("BEGIN IMMEDIATE");
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.RetireAsync("w1", Ct));
        Assert.Contains("another process", error.Message, StringComparison.Ordinal);
        other.Execute("ROLLBACK");
        await journal.RetireAsync("w1", Ct); // and goes on afterwards
    }

    [Fact]
    public async Task A_journal_of_a_newer_program()
    {
        var path = _folder.File("council.db");
        await using (var journal = new SqliteJournal(path, _clock))
        {
            await journal.MigrateAsync(Ct);
        }

        using (var newer = new SqliteSession($"Data Source={path};Pooling=False", 1))
        {
            newer.Execute("UPDATE meta SET version=9, oldest_binary=9");
        }

        await using var old = new SqliteJournal(path, _clock);
        var error = await Assert.ThrowsAsync<JournalTooNewException>(async () => await old.MigrateAsync(Ct));
        Assert.Contains("schema 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_that_still_admits_this_program_is_used()
    {
        var path = _folder.File("council.db");
        await using var journal = new SqliteJournal(path, _clock);
        await journal.MigrateAsync(Ct);
        using (var newer = new SqliteSession($"Data Source={path};Pooling=False", 1))
        {
            newer.Execute("UPDATE meta SET version=9");
        }

        await journal.MigrateAsync(Ct);
    }

    [Fact]
    public async Task Many_processes_that_start_at_once_migrate_once()
    {
        var path = _folder.File("council.db");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var journal = new SqliteJournal(path, _clock);
            await journal.MigrateAsync(Ct);
            Assert.Empty(await journal.ReadNodesAsync(Ct));
        })));
    }

    public void Dispose() => _folder.Dispose();

    private async Task SaysAsync(string path, string why)
    {
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(async () =>
        {
            await using var journal = new SqliteJournal(path, _clock);
            await journal.MigrateAsync(Ct);
        });
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains("Council:Sqlite:Path", error.Message, StringComparison.Ordinal);
    }
}
