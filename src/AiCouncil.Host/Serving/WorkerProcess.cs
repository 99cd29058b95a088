using System.Globalization;
using AiCouncil.Host.Commands;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Rendering;
using AiCouncil.Models;
using AiCouncil.Requests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Host.Serving;

/// <summary>The life of <c>council worker</c>: join, work, and at the end let the calls in flight finish.</summary>
internal static class WorkerProcess
{
    public static async Task<int> RunAsync(CouncilConfiguration configuration, Terminal terminal, CancellationToken stop)
    {
        using var host = Build(configuration.Root);
        var options = host.Services.GetRequiredService<CouncilOptions>();
        RefuseAlone(options);
        await using var health = options.Workers.HealthUrl is { } url ? await WorkerHealth.StartAsync(url, host.Services) : null;
        await StartAsync(host, options, stop);
        health?.Ready();
        terminal.Say(Welcome(host.Services, options, health));
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        await ProcessEnd.WhenAny(stop, lifetime.ApplicationStopping);
        health?.Drain();
        terminal.Say("council: draining; a second signal quits at once");
        await host.StopAsync(CancellationToken.None);
        return ProcessEnd.Code(stop.IsCancellationRequested, options, "worker");
    }

    private static IHost Build(IConfigurationRoot configuration)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddStandardErrorLogs(configuration, LogLevel.Warning);
        builder.Services.LeaveSignalsToCommandLine();
        builder.Services.AddOptions<HostOptions>().Configure<CouncilOptions>((it, council) => it.ShutdownTimeout = ProcessEnd.Grace(council));
        builder.Services.AddClusterCouncil(builder.Configuration).AddWorkerNode();
        return builder.Build();
    }

    /// <summary>Alone it would wait for calls that nobody can give it.</summary>
    private static void RefuseAlone(CouncilOptions options)
    {
        if (options.Transport == "InProcess" || options.Journal != CouncilComposition.SharedJournal)
        {
            throw new UsageException(
                $"a worker node works for servers elsewhere and needs what it shares with them: Council:Transport is {options.Transport}, set it to RabbitMq; "
                + $"Council:Journal is {options.Journal}, set it to {CouncilComposition.SharedJournal}. In one process council serve calls models itself.");
        }
    }

    private static async Task StartAsync(IHost host, CouncilOptions options, CancellationToken stop)
    {
        try
        {
            await host.StartAsync(stop);
        }
        catch (Exception error)
        {
            await host.StopAsync(CancellationToken.None); // what began already ends before what it stands on is disposed
            throw ProcessEnd.OfStart(error, options);
        }
    }

    private static string Welcome(IServiceProvider services, CouncilOptions options, WorkerHealth? health)
    {
        var catalogue = services.GetRequiredService<IModelCatalogue>();
        var pools = options.Workers.Pools.Count > 0
            ? options.Workers.Pools.Select(pool => string.Create(CultureInfo.InvariantCulture, $"{pool.Key} ({pool.Value})"))
            : catalogue.Models.Select(model => model.Pool).Distinct();
        var name = options.NodeId is { } id ? $" {id}" : "";
        var where = health is null ? "" : $", health on {health.Url}";
        return string.Create(CultureInfo.InvariantCulture, $"council: worker{name} serves {string.Join(", ", pools)}, {options.Workers.Slots} slots{where}");
    }
}
