using System.Text.Json.Nodes;
using AiCouncil.Testing.Processes;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary>Machines with one configuration.</summary>
internal sealed class Machines(SharedServers servers, JsonObject configuration, int count) : IDisposable
{
    private readonly Sandbox[] _machines = [.. Enumerable.Range(0, count).Select(_ => servers.Machine(configuration))];

    public Sandbox this[int index] => _machines[index];

    public void Dispose() => Array.ForEach(_machines, machine => machine.Dispose());
}
