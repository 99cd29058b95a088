using System.Collections.Immutable;

namespace AiCouncil.Dispatch;

/// <summary>Incarnations that the operating system has proven to be gone: their calls need not wait for their leases.</summary>
internal sealed class GoneProcesses
{
    private ImmutableHashSet<string> _incarnations = [];

    public IReadOnlyCollection<string> Incarnations => _incarnations;

    public void Add(string incarnation) => ImmutableInterlocked.Update(ref _incarnations, set => set.Add(incarnation));
}
