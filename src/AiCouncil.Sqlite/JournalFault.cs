using AiCouncil.Journal;
using Microsoft.Data.Sqlite;

namespace AiCouncil.Sqlite;

/// <summary>Says what is wrong with a journal file, and what to do, in words of the person who chose its path.</summary>
internal static class JournalFault
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Constraint = 19;
    private const int NotADatabase = 26;

    /// <summary>The store's fault, not the statement's: a broken constraint is a bug and stays what it is.</summary>
    public static bool IsStores(SqliteException error) => error.SqliteErrorCode != Constraint;

    public static JournalUnavailableException Of(string path, SqliteException error) => Of(path, Explain(error), error);

    public static JournalUnavailableException Of(string path, string why, Exception? inner = null) =>
        new($"The journal {path} cannot be used: {why} (Council:Sqlite:Path)", inner);

    private static string Explain(SqliteException error) => error.SqliteErrorCode switch
    {
        Busy or Locked => "another process has held its write lock for too long. Look for a stopped or hanging council process.",
        ReadOnly => "it is read-only. Make the file and its folder writable for this user, or choose another path.",
        InputOutput => $"the disk reports an error ({error.Message}).",
        Corrupt => "it is damaged. Restore it from a backup, or move it away and let a new one be made.",
        Full => "the disk is full. Free space, or run council prune elsewhere first.",
        CannotOpen => "it cannot be opened. Its folder must exist and be writable for this user.",
        NotADatabase => "it is not a SQLite database. Choose another path, or move the file away.",
        _ => error.Message,
    };
}
