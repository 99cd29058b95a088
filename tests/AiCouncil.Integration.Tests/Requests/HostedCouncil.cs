using AiCouncil.Requests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiCouncil.Integration.Tests.Requests;

/// <summary>A council inside a Generic Host, as an application would have it; nothing of this machine's configuration reaches it.</summary>
internal sealed class HostedCouncil : IAsyncDisposable
{
    private readonly IHost _host;

    private HostedCouncil(IHost host) => _host = host;

    public ICouncil Council => _host.Services.GetRequiredService<ICouncil>();

    public ICouncilRecords Records => _host.Services.GetRequiredService<ICouncilRecords>();

    public IServiceProvider Services => _host.Services;

    public static async Task<HostedCouncil> StartAsync(Action<CouncilBuilder> compose, params (string Key, string Value)[] settings)
    {
        var council = new HostedCouncil(Build(compose, settings));
        await council._host.StartAsync();
        return council;
    }

    public static IHost Build(Action<CouncilBuilder> compose, params (string Key, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["Council:Sqlite:Path"] = ":memory:";
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        compose(builder.Services.AddAiCouncil(builder.Configuration));
        return builder.Build();
    }

    /// <summary>Waits for the request's end by its own log.</summary>
    public async Task<FinalResponse> EndOfAsync(RequestId id)
    {
        await foreach (var _ in Council.WatchAsync(id))
        {
        }

        return (await Council.GetAsync(id))!;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
