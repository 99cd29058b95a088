using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiCouncil.Host.Api;

/// <summary>The HTTP surface: what a server adds and maps. See docs/http-api.md.</summary>
internal static class CouncilApi
{
    /// <param name="loopback">Only this machine can reach the server.</param>
    public static IServiceCollection AddCouncilApi(this IServiceCollection services, bool loopback = true)
    {
        services.AddSingleton(provider => ApiAccess.Of(provider.GetRequiredService<CouncilOptions>(), loopback));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new ApiTimings());
        services.AddSingleton<Drain>();
        services.AddSingleton<ServerClock>();
        services.AddSingleton<IgnoredFields>();
        services.AddSingleton<Backlog>();
        services.AddSingleton<NativeBody>();
        services.AddSingleton<ChatBody>();
        services.AddSingleton<JoinTable>();
        services.AddSingleton<ChatRequests>();
        services.AddSingleton<ChatStream>();
        services.Configure<KestrelServerOptions>(Limit);
        return services;
    }

    public static WebApplication MapCouncilApi(this WebApplication app)
    {
        app.Services.GetRequiredService<ServerClock>();
        app.UseMiddleware<OpenResponses>();
        app.UseMiddleware<RequestIdHeaders>();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<BrowserGuard>();
        app.UseRouting();
        app.UseMiddleware<KeyGuard>();
        HealthApi.Map(app);
        RequestsApi.Map(app);
        RequestActionsApi.Map(app);
        EventsApi.Map(app);
        EstimatesApi.Map(app);
        ModelsApi.Map(app);
        NodesApi.Map(app);
        StatusApi.Map(app);
        OpenAiModelsApi.Map(app);
        ChatCompletionsApi.Map(app);
        return app;
    }

    /// <summary>Nothing a client can send or hold open is without a limit. This is the only place that sets one.</summary>
    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 10_000;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        // Above what is accepted, so that a body that is too large is read to its end and answered, not reset.
        kestrel.Limits.MaxRequestBodySize = 8 * RequestBody.MaxBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(120);
    }
}
