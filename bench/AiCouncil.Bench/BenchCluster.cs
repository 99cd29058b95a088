using System.Globalization;
using AiCouncil.Requests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiCouncil.Bench;

/// <summary>A server without workers and worker nodes, each a host of its own, that share nothing but broker and database.</summary>
internal sealed class BenchCluster(IReadOnlyList<IHost> hosts) : IAsyncDisposable
{
    private const string Model = "bench";
    private static int _asked;

    private readonly ICouncil _council = hosts[0].Services.GetRequiredService<ICouncil>();

    public static async Task<BenchCluster> StartAsync(BenchServers servers, int workers, int slots, int latencyMs)
    {
        var hosts = new List<IHost>();
        for (var i = 0; i <= workers; i++)
        {
            hosts.Add(Build(servers, works: i > 0, slots, latencyMs));
            await hosts[i].StartAsync();
        }

        return new BenchCluster(hosts);
    }

    /// <summary>One Direct request, a question of its own, from the caller's side: accepted, run, answered.</summary>
    public async Task AskAsync()
    {
        var number = Interlocked.Increment(ref _asked).ToString(CultureInfo.InvariantCulture);
        var prompt = $"Question {number}: which of the moons of Jupiter is the largest, and who saw it first?";
        var answer = await _council.AskAsync(CouncilRequest.From(prompt) with { Mode = ExecutionMode.Direct, Models = [Model] });
        if (answer.Status != RequestState.Completed)
        {
            throw new InvalidOperationException($"A request ended as {answer.Status}: {answer.Error?.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    private static IHost Build(BenchServers servers, bool works, int slots, int latencyMs)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Council:Transport"] = "RabbitMq",
            ["Council:Journal"] = "Postgres",
            ["Council:RabbitMq:Uri"] = servers.Broker.ToString(),
            ["Council:Postgres:Connection"] = servers.Database("council"),
            ["Council:Workers:Slots"] = slots.ToString(CultureInfo.InvariantCulture),
            ["Council:Defaults:TimeoutSeconds"] = "600",
            [$"Council:Models:{Model}:Provider"] = "simulated",
            [$"Council:Models:{Model}:Latency:P50"] = latencyMs.ToString(CultureInfo.InvariantCulture),
            [$"Council:Models:{Model}:Latency:P99"] = latencyMs.ToString(CultureInfo.InvariantCulture),
        });
        var council = builder.Services.AddAiCouncil(builder.Configuration).UsePostgres().UseRabbitMq();
        if (works)
        {
            council.AddWorker();
        }

        return builder.Build();
    }
}
