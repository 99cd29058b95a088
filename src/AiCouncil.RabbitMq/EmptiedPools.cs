using Microsoft.Extensions.Logging;

namespace AiCouncil.RabbitMq;

/// <summary>Pools whose queue had to be made. What happens before anybody listens is kept for the first who does.</summary>
internal sealed class EmptiedPools(ILogger log)
{
    private readonly Lock _gate = new();
    private readonly Handlers<string> _handlers = new(log);
    private readonly HashSet<string> _untold = new(StringComparer.Ordinal);

    public IDisposable Add(Action<string> handler)
    {
        string[] untold;
        IDisposable subscription;
        lock (_gate)
        {
            subscription = _handlers.Add(handler);
            untold = [.. _untold];
            _untold.Clear();
        }

        Array.ForEach(untold, _handlers.Tell);
        return subscription;
    }

    public void Tell(string pool)
    {
        lock (_gate)
        {
            if (!_handlers.Any)
            {
                _untold.Add(pool);
                return;
            }
        }

        _handlers.Tell(pool);
    }
}
