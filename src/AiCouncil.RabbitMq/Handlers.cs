using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace AiCouncil.RabbitMq;

/// <summary>Who wants to hear of something. One that throws is a bug of its own: nobody else pays for it.</summary>
internal sealed partial class Handlers<T>(ILogger log)
{
    private ImmutableArray<Action<T>> _handlers = [];

    public bool Any => !_handlers.IsEmpty;

    public IDisposable Add(Action<T> handler)
    {
        ImmutableInterlocked.Update(ref _handlers, handlers => handlers.Add(handler));
        return new Subscription(() => ImmutableInterlocked.Update(ref _handlers, handlers => handlers.Remove(handler)));
    }

    public void Tell(T news)
    {
        foreach (var handler in _handlers)
        {
            try
            {
                handler(news);
            }
#pragma warning disable CA1031 // best effort by contract, and said
            catch (Exception error)
#pragma warning restore CA1031
            {
                HandlerBroke(log, typeof(T).Name, error);
            }
        }
    }

    [LoggerMessage(701, LogLevel.Error, "A handler of {News} threw")]
    private static partial void HandlerBroke(ILogger log, string news, Exception error);

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
