using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using AiCouncil.Testing.Processes;

namespace AiCouncil.Testing.Clusters;

/// <summary>
/// Servers and workers as real processes around a database and a virtual host of their own. The models' address in the given
/// configuration is replaced, in each node, by that node's own way there.
/// </summary>
public sealed class CouncilCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static int _made;
    private readonly ClusterServers _servers;
    private readonly Uri _models;
    private readonly JsonObject _council;
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"cluster{Interlocked.Increment(ref _made)}");
    private readonly List<ClusterNode> _nodes = [];

    private CouncilCluster(ClusterServers servers, Uri models, JsonObject council) => (_servers, _models, _council) = (servers, models, council);

    public IReadOnlyList<ClusterNode> Nodes => _nodes;

    /// <summary>Why the nodes share the test's network; null when each has its own.</summary>
    public static string? SharedNetwork => NetworkNamespace.Unavailable;

    /// <param name="models">The address of the models as the configuration has it.</param>
    /// <param name="configuration">A council.json without journal and transport.</param>
    public static async Task<CouncilCluster> MakeAsync(ClusterServers servers, Uri models, JsonObject configuration)
    {
        var cluster = new CouncilCluster(servers, models, configuration["Council"]!.AsObject());
        await Task.WhenAll(servers.Postgres.CreateAsync(cluster._name), servers.Rabbit.CreateAsync(cluster._name));
        return cluster;
    }

    /// <summary>The virtual host on the broker.</summary>
    public string Host => _name;

    /// <summary>Kills the broker; it comes back with what it kept.</summary>
    public Task RestartBrokerAsync() => _servers.Rabbit.RestartAsync();

    /// <summary>Kills the broker; it comes back as a new one, on which an operator makes the virtual host again.</summary>
    public async Task WipeBrokerAsync()
    {
        await _servers.Rabbit.RestartAsync(wipe: true);
        await _servers.Rabbit.CreateAsync(_name);
    }

    public async Task RestartJournalAsync()
    {
        await _servers.Postgres.KillAsync();
        await _servers.Postgres.BeginAsync();
    }

    public Task<ClusterNode> ServeAsync(string name, NodeSettings? settings = null) => StartAsync(name, serves: true, settings ?? new NodeSettings());

    public Task<ClusterNode> WorkAsync(string name, NodeSettings? settings = null) => StartAsync(name, serves: false, settings ?? new NodeSettings());

    /// <summary>What waits in the queues and what is handed out and not acknowledged.</summary>
    public async Task<IReadOnlyList<QueueState>> QueuesAsync()
    {
        var said = await _servers.Rabbit.ControlAsync(
            "list_queues", "-p", _name, "name", "messages_ready", "messages_unacknowledged", "--formatter", "json");
        return [.. JsonNode.Parse(said)!.AsArray().Select(it => new QueueState(
            it!["name"]!.GetValue<string>(), it["messages_ready"]!.GetValue<int>(), it["messages_unacknowledged"]!.GetValue<int>()))];
    }

    /// <summary>Waits until every queue holds nothing and nobody holds anything of it.</summary>
    public async Task DrainedAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (await QueuesAsync() is var queues && queues.Any(it => it.Ready + it.Unacknowledged > 0))
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"Queues do not drain: {string.Join(", ", queues.Where(it => it.Ready + it.Unacknowledged > 0))}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private async Task<ClusterNode> StartAsync(string name, bool serves, NodeSettings settings)
    {
        var node = new ClusterNode(name, serves, settings, new ClusterPorts(_servers.Postgres.Port, _servers.Rabbit.Port, _models.Port));
        lock (_nodes)
        {
            _nodes.Add(node);
        }

        await node.StartAsync(Configuration(node, settings));
        return node;
    }

    private JsonObject Configuration(ClusterNode node, NodeSettings settings)
    {
        var council = _council.DeepClone().AsObject();
        council["Transport"] = "RabbitMq";
        council["Journal"] = "Postgres";
        council["Postgres"] = new JsonObject { ["Connection"] = string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={node.Journal.Port};Database={_name};Username=council") };
        council["RabbitMq"] = new JsonObject { ["Uri"] = string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{node.Broker.Port}/{_name}") };
        council["Node"] = new JsonObject { ["Id"] = settings.Id ?? node.Name };
        council["Workers"] = new JsonObject { ["Embedded"] = false };
        foreach (var (_, model) in council["Models"]!.AsObject().Where(it => it.Value!["Endpoint"] is not null))
        {
            model!["Endpoint"] = new UriBuilder(_models) { Port = node.Models?.Port ?? 9 }.Uri.ToString();
        }

        return council;
    }
}

/// <summary>The servers that clusters share.</summary>
public sealed record ClusterServers(PostgresServer Postgres, RabbitServer Rabbit);

public sealed record QueueState(string Name, int Ready, int Unacknowledged);
