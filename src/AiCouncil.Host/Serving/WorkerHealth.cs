using AiCouncil.Host.Api;
using AiCouncil.Host.Commands;
using AiCouncil.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AiCouncil.Host.Serving;

/// <summary>
/// Where a worker tells how it is: <c>/livez</c> touches nothing, <c>/readyz</c> is false before it joined, once it drains, and while
/// journal or transport cannot be reached, <c>/health</c> says which. It outlives the drain.
/// </summary>
internal sealed class WorkerHealth : IAsyncDisposable
{
    private static readonly string[] Methods = ["GET", "HEAD"];
    private readonly WebApplication _app;
    private readonly ICouncilOperations _operations;
    private readonly ServerClock _clock;
    private volatile string _state = "starting";

    private WorkerHealth(WebApplication app, IServiceProvider council)
    {
        _app = app;
        _operations = council.GetRequiredService<ICouncilOperations>();
        _clock = new ServerClock(council.GetRequiredService<TimeProvider>());
        app.MapMethods("/livez", Methods, () => Answers.Json(new StateAnswer("ok")));
        app.MapMethods("/readyz", Methods, (Delegate)ReadyAsync);
        app.MapMethods("/health", Methods, (Delegate)ReadAsync);
    }

    public string Url => string.Join(", ", _app.Urls);

    /// <exception cref="UsageException">It cannot listen there.</exception>
    public static async Task<WorkerHealth> StartAsync(string url, IServiceProvider council)
    {
        var addresses = ListenAddresses.Parse(url, "Council:Workers:HealthUrl");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseUrls([.. addresses.Urls]).ConfigureKestrel(kestrel => kestrel.Limits.MaxConcurrentConnections = 100);
        builder.Services.AddRoutingCore();
        var health = new WorkerHealth(builder.Build(), council);
        try
        {
            await health._app.StartAsync();
            return health;
        }
        catch (IOException error)
        {
            await health.DisposeAsync();
            throw new UsageException($"Council:Workers:HealthUrl: {url} cannot be listened on: {error.Message}");
        }
    }

    public void Ready() => _state = "ok";

    public void Drain() => _state = "draining";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ReadyAsync(HttpContext context)
    {
        var state = await StateAsync(context);
        return Answers.Json(new StateAnswer(state.Status), state.Code);
    }

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var state = await StateAsync(context);
        return Answers.Json(new HealthAnswer(state.Status, ServerClock.Version, _clock.UptimeSeconds, state.Reach.Journal, state.Reach.Transport), state.Code);
    }

    private async Task<(string Status, int Code, CouncilReach Reach)> StateAsync(HttpContext context)
    {
        if (_state == "starting")
        {
            return (_state, 503, new CouncilReach(false, false)); // nothing is open yet
        }

        var reach = await _operations.ReachAsync(context.RequestAborted);
        var status = _state != "ok" ? _state : !reach.Journal ? "journal_unavailable" : !reach.Transport ? "transport_unavailable" : "ok";
        return (status, status == "ok" ? 200 : 503, reach);
    }

    private sealed record StateAnswer(string Status);

    private sealed record HealthAnswer(string Status, string Version, long UptimeS, bool Journal, bool Transport);
}
