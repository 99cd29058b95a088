using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Postgres;

/// <summary>
/// Presence where processes run on many machines: none can see that another's process is gone, so death is shown by time alone (the
/// node's lease), and any number of servers share the journal.
/// </summary>
internal sealed class ClusterPresence(IIdSource ids) : IProcessPresence
{
    public string Incarnation { get; } = ids.NewId().ToString("D");

    public bool IsGone(string incarnation) => false;

    public string? TakeServerPlace() => null;

    public void Dispose()
    {
    }
}
