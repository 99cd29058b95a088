using AiCouncil.Requests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AiCouncil.Integration.Tests.Requests;

/// <summary>A whole council as the container composes it, on the clients of a test and a journal in memory.</summary>
internal sealed class OneProcess : IAsyncDisposable
{
    private readonly IHost _host;

    private OneProcess(IHost host) => _host = host;

    public ICouncil Council => _host.Services.GetRequiredService<ICouncil>();

    public static async Task<OneProcess> StartAsync(params (string Name, IChatClient Client)[] models)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["Council:Sqlite:Path"] = ":memory:";
        var council = builder.Services.AddAiCouncil(builder.Configuration);
        foreach (var (name, client) in models)
        {
            council.AddModel(name, _ => client, model => model.Family = name);
        }

        council.UseSqlite().AddWorker();
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new OneProcess(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
