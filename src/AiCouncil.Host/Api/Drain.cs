namespace AiCouncil.Host.Api;

/// <summary>Whether this server is on its way out: not ready, nothing new, open responses to their end.</summary>
internal sealed class Drain(IHostApplicationLifetime lifetime)
{
    private volatile bool _begun;

    public bool Draining => _begun || lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Turns readiness off before the listener closes, so that balancers look elsewhere first.</summary>
    public void Begin() => _begun = true;

    /// <exception cref="ApiException">503 while draining.</exception>
    public void RefuseNewWork()
    {
        if (Draining)
        {
            throw new ApiException(new ApiError(503, "draining", "The server is stopping; send the request again.") { RetryAfterSeconds = 1 });
        }
    }
}
