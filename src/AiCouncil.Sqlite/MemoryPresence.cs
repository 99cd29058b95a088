using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Sqlite;

/// <summary>Presence where the journal lives in this process's memory: nobody else can be there, so any other incarnation is gone.</summary>
internal sealed class MemoryPresence(IIdSource ids) : IProcessPresence
{
    public string Incarnation { get; } = ids.NewId().ToString("D");

    public bool IsGone(string incarnation) => incarnation != Incarnation;

    public string? TakeServerPlace() => null;

    public void Dispose()
    {
    }
}
