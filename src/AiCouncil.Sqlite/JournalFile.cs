using Microsoft.Data.Sqlite;

namespace AiCouncil.Sqlite;

/// <summary>The journal holds prompts and answers: its folder is for its owner alone (mode 700), its file 600.</summary>
internal static class JournalFile
{
    public const string Memory = ":memory:";

    /// <summary>Makes folder and file where they are missing, and returns the connection string.</summary>
    public static string Prepare(string path, int busySeconds)
    {
        if (path == Memory)
        {
            return "Data Source=:memory:";
        }

        try
        {
            var full = Path.GetFullPath(path);
            CreateFolder(Path.GetDirectoryName(full) ?? throw new IOException("it is the root folder."));
            CreateFile(full);
            return new SqliteConnectionStringBuilder { DataSource = full, Pooling = false, DefaultTimeout = busySeconds }.ToString();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw JournalFault.Of(path, error.Message, error);
        }
    }

    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The options of a file that only its owner may read.</summary>
    public static FileStreamOptions OwnersOnly(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (mode != FileMode.Open && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static void CreateFile(string full)
    {
        if (Directory.Exists(full))
        {
            throw new IOException("it is a folder. Name a file in it.");
        }

        if (!File.Exists(full))
        {
            // SQLite would make it with the umask's mode; its -wal and -shm take the mode of this one.
            using var created = new FileStream(full, OwnersOnly(FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete));
        }
    }
}
