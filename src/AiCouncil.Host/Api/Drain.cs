namespace AiCouncil.Host.Api;

/// <summary>Whether this server is on its way out: not ready, nothing new, open responses to their end.</summary>
internal sealed class Drain(IHostApplicationLifetime lifetime)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private bool _begun;

    public bool Draining => Volatile.Read(ref _begun) || lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Ends when draining has begun and every response that was open then has been written.</summary>
    public Task Answered => _answered.Task;

    /// <summary>Turns readiness off before the listener closes, so that balancers look elsewhere first.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _begun = true;
            CompleteNeedsLock();
        }
    }

    /// <summary>A response begins. True when the drain has to wait for it; then <see cref="Leave"/> must follow.</summary>
    public bool Enter()
    {
        lock (_gate)
        {
            _open += _begun ? 0 : 1;
            return !_begun;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _open--;
            CompleteNeedsLock();
        }
    }

    /// <exception cref="ApiException">503 while draining.</exception>
    public void RefuseNewWork()
    {
        if (Draining)
        {
            throw new ApiException(new ApiError(503, "draining", "The server is stopping; send the request again.") { RetryAfterSeconds = 1 });
        }
    }

    private void CompleteNeedsLock()
    {
        if (_begun && _open == 0)
        {
            _answered.TrySetResult();
        }
    }
}
