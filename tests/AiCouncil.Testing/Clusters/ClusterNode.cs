using System.Globalization;
using System.Text.Json.Nodes;
using AiCouncil.Testing.Processes;

namespace AiCouncil.Testing.Clusters;

/// <summary>
/// One real process of a cluster: own home, working directory and environment, where possible an own network, and a proxy on each
/// way out of it. What it keeps it has in the broker and in the journal.
/// </summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private readonly NetworkNamespace? _network;
    private readonly NodeSettings _settings;
    private readonly bool _serves;
    private CouncilProcess? _process;
    private bool _disposed;

    internal ClusterNode(string name, bool serves, NodeSettings settings, ClusterPorts ports)
    {
        (Name, _serves, _settings) = (name, serves, settings);
        _network = NetworkNamespace.Unavailable is null ? NetworkNamespace.Create() : null;
        Journal = FaultProxy.Start(ports.Postgres, _network);
        Broker = FaultProxy.Start(ports.Rabbit, _network);
        Models = serves ? null : FaultProxy.Start(ports.Models, _network); // an orchestrator calls no model
        Sandbox = new Sandbox { Network = _network };
    }

    public string Name { get; }

    public FaultProxy Journal { get; }

    public FaultProxy Broker { get; }

    /// <summary>Null at a server.</summary>
    public FaultProxy? Models { get; }

    public Sandbox Sandbox { get; }

    public CouncilProcess Process => _process ?? throw new InvalidOperationException($"{Name} is not started");

    public ServerProcess Server => (ServerProcess)Process;

    public Task KillAsync() => Process.KillAsync();

    public Task FreezeAsync() => Process.FreezeAsync();

    public Task ThawAsync() => Process.ThawAsync();

    /// <summary>Every connection ends and none can be made.</summary>
    public void Cut() => Ways().ForEach(way => way.Cut());

    public void Mend() => Ways().ForEach(way => way.Mend());

    /// <summary>Kills it if it runs and starts it again, without the failpoint it may have had.</summary>
    /// <param name="wipe">As a machine that comes back with an empty disk.</param>
    public async Task RestartAsync(bool wipe = false)
    {
        await Process.DisposeAsync();
        if (wipe)
        {
            Directory.Delete(Sandbox.Home, recursive: true);
            Directory.CreateDirectory(Sandbox.Home);
        }

        await StartAsync(_settings with { Failpoint = null });
    }

    /// <summary>By the test that needs it no more, else by its cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        foreach (var way in Ways())
        {
            await way.DisposeAsync();
        }

        Sandbox.Dispose();
        _network?.Dispose();
    }

    internal Task StartAsync(JsonObject council)
    {
        Sandbox.Write("council.json", new JsonObject { ["Council"] = council }.ToJsonString());
        return StartAsync(_settings);
    }

    private async Task StartAsync(NodeSettings settings)
    {
        Set("COUNCIL_FAILPOINT", settings.Failpoint);
        Set("COUNCIL_SAFEGUARDS_OFF", settings.SafeguardsOff);
        if (_serves)
        {
            _process = await Sandbox.ServeAsync();
            return;
        }

        string[] pools = settings.Pools is { } those ? ["--pools", those] : [];
        string[] slots = settings.Pools?.Contains('=', StringComparison.Ordinal) == true ? [] : ["--slots", settings.Slots.ToString(CultureInfo.InvariantCulture)];
        _process = Sandbox.Start(["worker", .. pools, .. slots]);
        await _process.SaidAsync("council: worker ");
    }

    private void Set(string variable, string? value)
    {
        if (value is null)
        {
            Sandbox.Variables.Remove(variable);
        }
        else
        {
            Sandbox.Variables[variable] = value;
        }
    }

    private List<FaultProxy> Ways() => Models is null ? [Journal, Broker] : [Journal, Broker, Models];
}

/// <summary>Where the shared servers listen, on the test's loopback.</summary>
internal sealed record ClusterPorts(int Postgres, int Rabbit, int Models);
