using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace AiCouncil.RabbitMq;

internal sealed partial class BrokerLink
{
    /// <summary>Runs a session again and again until <paramref name="ct"/> is cancelled. One that returns begins again at once.</summary>
    public async Task ServeAsync(string name, Func<IConnection, CancellationToken, Task> session, CancellationToken ct)
    {
        for (var failures = 0; !ct.IsCancellationRequested;)
        {
            try
            {
                await session(await ConnectionAsync(ct), ct);
                failures = 0;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // what the client library throws is not a closed set
            catch (Exception error)
#pragma warning restore CA1031
            {
                SessionBroke(log, name, error.Message);
                await backoff.WaitAsync(failures++, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(707, LogLevel.Warning, "RabbitMQ: {Session} begins again: {Reason}")]
    private static partial void SessionBroke(ILogger log, string session, string reason);
}
