namespace AiCouncil.Journal;

/// <summary>
/// Who this process is, and whether another is gone. Where one process owns its requests (SQLite) the proof is a lock file beside
/// the journal, which the operating system frees with the process.
/// </summary>
public interface IProcessPresence : IDisposable
{
    /// <summary>This process's own mark, unique per start; its lock is held from construction to disposal.</summary>
    string Incarnation { get; }

    /// <summary>The operating system says that this incarnation's process no longer exists.</summary>
    bool IsGone(string incarnation);

    /// <summary>
    /// Takes the journal's one place for a server. Null when it is ours now (until disposal), else who has it ("process 4711, since
    /// 2026-01-31T10:00:00Z").
    /// </summary>
    string? TakeServerPlace();
}
