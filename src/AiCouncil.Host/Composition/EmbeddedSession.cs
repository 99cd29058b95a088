using AiCouncil.Host.Commands;
using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Host.Composition;

/// <summary>A council in this process, on the journal of the configuration.</summary>
internal sealed class EmbeddedSession : ICouncilSession
{
    private readonly IHost _host;
    private readonly bool _started;

    private EmbeddedSession(IHost host, bool started)
    {
        _host = host;
        _started = started;
    }

    public ICouncil Council => Services.GetRequiredService<ICouncil>();

    public ICouncilRecords Records => Services.GetRequiredService<ICouncilRecords>();

    public CouncilOptions Options => Services.GetRequiredService<CouncilOptions>();

    public bool Remote => false;

    public IReadOnlyList<string> Notices => Services.GetService<Discovery>()?.Notices ?? [];

    /// <summary>A loop of the council that dies stops the host.</summary>
    public CancellationToken Stopped => Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    public IJournal Journal => Services.GetRequiredService<IJournal>();

    public IModelCatalogue Catalogue => Services.GetRequiredService<IModelCatalogue>();

    private IServiceProvider Services => _host.Services;

    public static async Task<EmbeddedSession> OpenAsync(CouncilConfiguration configuration, SessionKind kind, CancellationToken ct)
    {
        var host = Build(configuration.Root, kind);
        try
        {
            RefuseShared(host.Services, kind);
            return new EmbeddedSession(host, await BeginAsync(host, kind, ct));
        }
        catch
        {
            await DisposeAsync(host);
            throw;
        }
    }

    /// <returns>Whether it was started; then it has to be stopped.</returns>
    private static async Task<bool> BeginAsync(IHost host, SessionKind kind, CancellationToken ct)
    {
        if (kind == SessionKind.Read)
        {
            await host.Services.GetRequiredService<IJournal>().MigrateAsync(ct);
            return false;
        }

        if (host.Services.GetRequiredService<CouncilOptions>().Journal == CouncilComposition.SharedJournal)
        {
            await host.Services.GetRequiredService<ICouncilSetup>().PrepareAsync(ct); // servers decide and sweep there, not a command
            return false;
        }

        await host.StartAsync(ct);
        return true;
    }

    public async Task<IReadOnlyList<ModelLine>> ModelsAsync(bool probe, CancellationToken ct)
    {
        using var reach = new EndpointProbe();
        return await Task.WhenAll(Catalogue.Models.Select(model => LineAsync(model, probe ? reach : null, ct)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            await _host.StopAsync(CancellationToken.None);
        }

        await DisposeAsync(_host);
    }

    private async Task<ModelLine> LineAsync(ModelInfo model, EndpointProbe? probe, CancellationToken ct)
    {
        var endpoints = Catalogue.DeploymentsOf(model.Name).Select(it => it.Settings.Endpoint).OfType<Uri>().ToList();
        bool? reachable = probe is null ? null : model.Simulated ? true : await probe.AnyReachableAsync(endpoints, ct);
        return new ModelLine(
            model.Name, model.Provider, model.Vendor, model.Family, model.Price?.Input, model.Price?.Output, model.ContextWindow, model.Simulated,
            reachable, [.. endpoints.Select(it => it.Host).Distinct()]);
    }

    private static IHost Build(IConfigurationRoot configuration, SessionKind kind)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddStandardErrorLogs(configuration, LogLevel.Error);
        builder.Services.LeaveSignalsToCommandLine();
        builder.Services.Configure<HostOptions>(it => it.ShutdownTimeout = TimeSpan.FromSeconds(10));
        var council = builder.Services.AddCouncil(builder.Configuration);
        if (kind == SessionKind.Work)
        {
            council.AddWorker();
        }

        return builder.Build();
    }

    /// <summary>A process that works on a shared journal works on everybody's requests: a question would pay for others.</summary>
    private static void RefuseShared(IServiceProvider services, SessionKind kind)
    {
        if (kind == SessionKind.Work && services.GetRequiredService<CouncilOptions>().Journal == CouncilComposition.SharedJournal)
        {
            throw new UsageException("Council:Journal=Postgres is shared with others, so this command would also pay for their requests. Ask a server: council serve, then --server URL or COUNCIL_URL.");
        }
    }

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            host.Dispose();
        }
    }
}
