using System.Globalization;

namespace AiCouncil.Sqlite;

/// <summary>A file that is locked while its process lives (flock on Unix): the operating system frees it however the process ends.</summary>
internal static class LockFile
{
    /// <summary>Takes the lock, or null when another open file has it. Throws where the file cannot be opened for another reason.</summary>
    public static FileStream? TryTake(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, JournalFile.OwnersOnly(mode, FileShare.None));
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException) && IsSharing(error))
        {
            return null;
        }
    }

    /// <summary>Who holds it, for people: "process 4711, since 2026-01-31T10:00:00Z".</summary>
    public static void Sign(FileStream file, TimeProvider clock)
    {
        file.SetLength(0);
        file.Write(System.Text.Encoding.UTF8.GetBytes(Holder(clock) + "\n"));
        file.Flush();
    }

    public static string Holder(TimeProvider clock) => string.Create(
        CultureInfo.InvariantCulture, $"process {Environment.ProcessId}, since {clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}");

    /// <summary>EWOULDBLOCK on Linux (11) and macOS (35), ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION on Windows.</summary>
    private static bool IsSharing(IOException error) => OperatingSystem.IsWindows()
        ? (error.HResult & 0xFFFF) is 32 or 33
        : error.HResult is 11 or 35;
}
