namespace AiCouncil.Providers.OpenAi;

/// <summary>The connections of one deployment: nothing is retried, redirected, remembered or sent by a detour.</summary>
internal static class WireHandlers
{
    public static SocketsHttpHandler Create(Uri endpoint) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy sees no key inside TLS; plain HTTP, and a server on this machine, are always asked directly.
        UseProxy = endpoint.Scheme == Uri.UriSchemeHttps && !endpoint.IsLoopback,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        // An abandoned answer is not read to its end: closing is what makes the provider stop.
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
        // Trace ids of this system are nobody else's business.
        ActivityHeadersPropagator = System.Diagnostics.DistributedContextPropagator.CreateNoOutputPropagator(),
        PlaintextStreamFilter = (context, _) => ValueTask.FromResult(
            context.InitialRequestMessage.Method == HttpMethod.Connect
                ? context.PlaintextStream
                : new WireStream(context.PlaintextStream)),
    };
}
