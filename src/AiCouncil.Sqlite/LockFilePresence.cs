using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

/// <summary>
/// Presence by lock files in a folder beside the journal (<c>council.db.locks/</c>, mode 700): one per incarnation, named after it,
/// and <c>server.lock</c> for the journal's one server.
/// </summary>
internal sealed class LockFilePresence : IProcessPresence
{
    private const string Suffix = ".lock";
    private const string Draft = ".new";
    private const string ServerLock = "server" + Suffix;
    private const string ServerHolder = "server.txt";
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly FileStream _own;
    private readonly Lock _gate = new();
    private FileStream? _server;

    /// <exception cref="JournalUnavailableException">The folder cannot be written, or its file system knows no locks.</exception>
    public LockFilePresence(string journalPath, IIdSource ids, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(ids);
        _folder = Path.GetFullPath(journalPath) + ".locks";
        _clock = clock;
        Incarnation = ids.NewId().ToString("D");
        try
        {
            // One after the other: parents that are made on the way get the umask's mode, and this folder is the journal's own.
            JournalFile.CreateFolder(Path.GetDirectoryName(_folder)!);
            JournalFile.CreateFolder(_folder);
            RemoveStale();
            _own = TakeOwn();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalFault.Of(journalPath, $"its lock files in {_folder} cannot be written: {error.Message}", error);
        }
    }

    public string Incarnation { get; }

    public bool IsGone(string incarnation)
    {
        ArgumentException.ThrowIfNullOrEmpty(incarnation);
        return incarnation != Incarnation && Guid.TryParseExact(incarnation, "D", out _) && IsFree(FileOf(incarnation));
    }

    public string? TakeServerPlace()
    {
        lock (_gate)
        {
            _server ??= LockFile.TryTake(Path.Combine(_folder, ServerLock), FileMode.OpenOrCreate);
            if (_server is null)
            {
                return ReadHolder();
            }

            // A lock file cannot be read by others while it is held (on Windows), so its holder signs beside it.
            LockFile.Sign(_server, _clock);
            File.WriteAllText(Path.Combine(_folder, ServerHolder), LockFile.Holder(_clock));
            return null;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            // server.lock stays: who opened it before a deletion could lock the deleted one, beside the holder of a new one.
            _server?.Dispose();
            Remove(_own, FileOf(Incarnation));
        }
    }

    /// <summary>
    /// Made under another name, locked, then renamed: nobody ever finds the incarnation's file without its lock.
    /// </summary>
    private FileStream TakeOwn()
    {
        var draft = Path.Combine(_folder, Incarnation + Draft);
        var own = LockFile.TryTake(draft, FileMode.CreateNew) ?? throw new IOException($"{draft} is locked by another process.");
        try
        {
            using var second = LockFile.TryTake(draft, FileMode.Open);
            if (second is not null)
            {
                throw new IOException("this file system knows no locks, without which no process could be known to live. Choose a local disk.");
            }

            LockFile.Sign(own, _clock);
            File.Move(draft, FileOf(Incarnation));
            return own;
        }
        catch
        {
            Remove(own, draft);
            throw;
        }
    }

    /// <summary>What processes that were killed left behind.</summary>
    private void RemoveStale()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*" + Suffix))
        {
            if (Guid.TryParseExact(Path.GetFileNameWithoutExtension(file), "D", out _))
            {
                IsFree(file);
            }
        }

        // A draft lives for microseconds; one that is an hour old was left by a crash.
        foreach (var draft in Directory.EnumerateFiles(_folder, "*" + Draft).Where(file => File.GetLastWriteTimeUtc(file) < HourAgo()))
        {
            IsFree(draft);
        }
    }

    private DateTime HourAgo() => _clock.GetUtcNow().UtcDateTime.AddHours(-1);

    /// <summary>Whether nobody holds it; a free one is removed.</summary>
    private static bool IsFree(string path)
    {
        try
        {
            if (LockFile.TryTake(path, FileMode.Open) is not { } free)
            {
                return false;
            }

            Remove(free, path);
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // no proof
        }
    }

    private string ReadHolder()
    {
        try
        {
            return File.ReadAllText(Path.Combine(_folder, ServerHolder)).Trim();
        }
        catch (IOException)
        {
            return "another process";
        }
    }

    /// <summary>Deleted while still locked where the system allows it (Unix), after the lock's end elsewhere.</summary>
    private static void Remove(FileStream file, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
            file.Dispose();
            return;
        }

        file.Dispose();
        File.Delete(path);
    }

    private string FileOf(string incarnation) => Path.Combine(_folder, incarnation + Suffix);
}
