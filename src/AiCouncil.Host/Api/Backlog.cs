using AiCouncil.Host.Composition;
using AiCouncil.Journal;

namespace AiCouncil.Host.Api;

/// <summary>What waits in the journal for this server: its own requests where a process owns them, else everyone's.</summary>
internal sealed class Backlog(IJournal journal, IEnumerable<IProcessPresence> presences, CouncilOptions options)
{
    private readonly string? _owner = options.Journal == CouncilComposition.SharedJournal ? null : presences.FirstOrDefault()?.Incarnation;

    /// <summary>Null when the journal cannot be reached.</summary>
    public async Task<IReadOnlyList<PoolDepth>?> ReadAsync(CancellationToken ct)
    {
        try
        {
            return await journal.DepthAsync(_owner, ct);
        }
        catch (JournalUnavailableException)
        {
            return null;
        }
    }
}
