using System.Globalization;
using AiCouncil.Journal;
using AiCouncil.Requests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiCouncil.Bench;

/// <summary>A council as a program would host it: one simulated model, one SQLite file, an embedded worker.</summary>
internal sealed class BenchCouncil(IHost host) : IAsyncDisposable
{
    private const string Model = "bench";
    private static int _asked;

    private readonly ICouncil _council = host.Services.GetRequiredService<ICouncil>();

    public static async Task<BenchCouncil> StartAsync(string folder, int slots, int latencyMs)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Council:Sqlite:Path"] = Path.Combine(folder, "council.db"),
            ["Council:Workers:Slots"] = Text(slots),
            [$"Council:Models:{Model}:Provider"] = "simulated",
            [$"Council:Models:{Model}:Latency:P50"] = Text(latencyMs),
        });
        builder.Services.AddAiCouncil(builder.Configuration).UseSqlite().AddWorker();
        var host = builder.Build();
        await host.StartAsync();
        return new BenchCouncil(host);
    }

    /// <summary>One Direct request, a question of its own, from the caller's side: accepted, run, answered.</summary>
    public async Task AskAsync()
    {
        var prompt = $"Question {Text(Interlocked.Increment(ref _asked))}: which of the moons of Jupiter is the largest, and who saw it first?";
        var answer = await _council.AskAsync(CouncilRequest.From(prompt) with { Mode = ExecutionMode.Direct, Models = [Model] });
        if (answer.Status != RequestState.Completed)
        {
            throw new InvalidOperationException($"A request ended as {answer.Status}: {answer.Error?.Message}");
        }
    }

    /// <summary>Calls that a worker has claimed and not yet ended, from the journal.</summary>
    public async Task<int> InFlightAsync() =>
        (await host.Services.GetRequiredService<IJournal>().ReadNodesAsync(CancellationToken.None)).Sum(node => node.InFlight);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
