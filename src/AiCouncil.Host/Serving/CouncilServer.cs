using AiCouncil.Host.Api;
using AiCouncil.Host.Commands;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Rendering;
using AiCouncil.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Host.Serving;

/// <summary>The life of <c>council serve</c>: take the place, listen, and at the end drain.</summary>
internal static class CouncilServer
{
    public static async Task<int> RunAsync(CouncilConfiguration configuration, ListenAddresses addresses, Terminal terminal, CancellationToken stop)
    {
        await using var app = Build(configuration.Root, addresses);
        var options = app.Services.GetRequiredService<CouncilOptions>();
        BindRule.Admit(options, addresses);
        TakePlace(app);
        await StartAsync(app, addresses, stop);
        SayReady(app, options, terminal);
        await ProcessEnd.WhenAny(stop, app.Lifetime.ApplicationStopping);
        terminal.Say("council: draining; a second signal quits at once");
        if (stop.IsCancellationRequested)
        {
            await LetResponsesEndAsync(app, ProcessEnd.Grace(options));
        }

        await StopAsync(app);
        return ProcessEnd.Code(stop.IsCancellationRequested, options, "server");
    }

    private static WebApplication Build(IConfigurationRoot configuration, ListenAddresses addresses)
    {
        // The empty builder reads no ASPNETCORE_* variable that could open another address behind the rule above.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddStandardErrorLogs(configuration, LogLevel.Warning);
        builder.WebHost.UseKestrelCore().UseUrls([.. addresses.Urls]);
        if (addresses.Tls)
        {
            var certificate = ServerCertificate.Load(configuration);
            builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(certificate.ApplyTo));
        }

        builder.Services.AddRoutingCore();
        builder.Services.LeaveSignalsToCommandLine();
        builder.Services.AddOptions<HostOptions>().Configure<CouncilOptions>((host, council) => host.ShutdownTimeout = ProcessEnd.Grace(council));
        builder.Services.AddClusterCouncil(builder.Configuration).AddWorker().AdoptOrphans();
        builder.Services.AddCouncilApi(addresses.Loopback);
        var app = builder.Build();
        app.MapCouncilApi();
        return app;
    }

    private static void TakePlace(WebApplication app)
    {
        if (app.Services.GetRequiredService<IProcessPresence>().TakeServerPlace() is { } holder)
        {
            throw new UsageException($"another council serve has this journal: {holder}. Stop it first, or give this one a journal of its own (Council:Sqlite:Path).");
        }
    }

    private static async Task StartAsync(WebApplication app, ListenAddresses addresses, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception error)
        {
            // The council's loops may run already, on a journal that is disposed next.
            await app.StopAsync(CancellationToken.None);
            if (error is IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException })
            {
                throw new UsageException($"--urls: {string.Join(";", addresses.Urls)} is in use by another process. Name another port.");
            }

            throw ProcessEnd.OfStart(error, app.Services.GetRequiredService<CouncilOptions>());
        }
    }

    private static void SayReady(WebApplication app, CouncilOptions options, Terminal terminal)
    {
        if (options.AuthRequired == false)
        {
            terminal.Say("warning: Council:Auth:Required is false, so everyone who can connect may ask, read and spend.");
        }
        else if (app.Services.GetRequiredService<ApiAccess>().Idle)
        {
            terminal.Say("warning: keys of clients are configured and not asked for on loopback; Council:Auth:Required=true asks for them.");
        }

        foreach (var notice in app.Services.GetService<Models.Discovery>()?.Notices ?? [])
        {
            terminal.Say(notice);
        }

        if (app.Services.GetRequiredService<Models.IModelCatalogue>().Models.All(model => model.Simulated))
        {
            terminal.Say(Announcement.Simulated);
        }

        if (!options.Workers.Embedded)
        {
            terminal.Say(options.Transport == "InProcess"
                ? "warning: Council:Workers:Embedded is false, so nothing in this process calls models."
                : "council: models are called by worker nodes (council worker); this server holds no provider's key");
        }

        terminal.Say($"council: listening on {string.Join(", ", app.Urls)}");
    }

    /// <summary>The listener stays meanwhile: balancers read that this server is not ready, and new work is refused with 503, not with a reset.</summary>
    private static async Task LetResponsesEndAsync(WebApplication app, TimeSpan grace)
    {
        var drain = app.Services.GetRequiredService<Drain>();
        drain.Begin();
        try
        {
            await drain.Answered.WaitAsync(grace, app.Services.GetRequiredService<TimeProvider>(), app.Lifetime.ApplicationStopping);
        }
        catch (Exception ended) when (ended is TimeoutException or OperationCanceledException)
        {
            // What is still open is cut off with the listener.
        }
    }

    /// <summary>The server closes its doors, and last the workers stop.</summary>
    private static async Task StopAsync(WebApplication app)
    {
        app.Lifetime.StopApplication();
        await app.StopAsync(CancellationToken.None);
    }
}
