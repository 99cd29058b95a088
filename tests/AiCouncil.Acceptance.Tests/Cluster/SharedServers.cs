using System.Text.Json.Nodes;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary>One PostgreSQL and one RabbitMQ for the tests of commands in a cluster; each node has a machine of its own.</summary>
public sealed class SharedServers : IAsyncLifetime
{
    public const string Name = "servers of a cluster";

    public PostgresServer Postgres { get; private set; } = null!;

    public RabbitServer Rabbit { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var postgres = PostgresServer.StartAsync();
        Rabbit = await RabbitServer.StartAsync();
        Postgres = await postgres;
    }

    public async ValueTask DisposeAsync()
    {
        await Rabbit.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    /// <summary>A machine whose council.json names both servers.</summary>
    /// <param name="key">The provider's key on this machine, null where it has none.</param>
    internal Sandbox Machine(JsonObject configuration, string? key = null)
    {
        var council = configuration.DeepClone().AsObject();
        council["Council"]!["Transport"] = "RabbitMq";
        council["Council"]!["RabbitMq"] = new JsonObject { ["Uri"] = Rabbit.Uri.ToString() };
        council["Council"]!["Journal"] = nameof(Postgres);
        council["Council"]![nameof(Postgres)] = new JsonObject { ["Connection"] = Postgres.Connection() };
        council["Council"]!["Workers"] = new JsonObject { ["Embedded"] = false };
        council["Council"]!["Lease"] = new JsonObject { ["Seconds"] = 20 }; // nobody dies here, and a busy machine is no reason
        var machine = new Sandbox(council);
        if (key is not null)
        {
            machine.Variables["MODEL_KEY"] = key;
        }

        return machine;
    }

    /// <summary>Five models that need a key, each in a pool of its own name.</summary>
    internal static JsonObject FiveModelsInPools(FakeModels provider)
    {
        var configuration = Configurations.FiveModels(provider, callTimeoutSeconds: 120);
        foreach (var (name, model) in configuration["Council"]!["Models"]!.AsObject())
        {
            model!["ApiKeyEnv"] = "MODEL_KEY";
            model["Pool"] = name;
        }

        return configuration;
    }

    /// <summary>Starts a worker node and waits until it serves.</summary>
    internal static async Task<CouncilProcess> WorkAsync(Sandbox machine, params string[] arguments)
    {
        var worker = machine.Start(["worker", .. arguments]);
        try
        {
            await worker.SaidAsync("council: worker");
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Consumers of a pool's queue as the broker sees them: the prefetch of each.</summary>
    internal async Task<IReadOnlyList<int>> ConsumersAsync(string pool)
    {
        var lines = await Rabbit.ControlAsync("list_consumers", "queue_name", "prefetch_count");
        return
        [
            .. lines.Split('\n').Select(line => line.Split('\t')).Where(line => line[0] == $"council.v1.work.{pool}")
                .Select(line => int.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture)),
        ];
    }
}

[CollectionDefinition(SharedServers.Name)]
public sealed class ClusterCommands : ICollectionFixture<SharedServers>;
