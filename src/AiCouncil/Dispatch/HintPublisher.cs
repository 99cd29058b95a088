using AiCouncil.Requests;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Dispatch;

/// <summary>Publishes hints of one pool, and says once when the transport stops taking them and once when it takes them again.</summary>
internal sealed partial class HintPublisher(string pool, ITransport transport, TimeProvider clock, ILogger log)
{
    /// <summary>While the transport takes nothing.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long? _silentSince;

    /// <summary>Begins them in order and awaits them together: a confirm takes a broker a millisecond, and the adapter bounds how many wait for one.</summary>
    /// <returns>Those that were not taken, or nobody knows.</returns>
    public async Task<IReadOnlyCollection<CallId>> PublishAsync(IReadOnlyList<CallId> calls, CancellationToken ct)
    {
        var failures = await Task.WhenAll(calls.Select(call => TryAsync(call, ct)));
        var failed = calls.Where((_, i) => failures[i] is not null).ToList();
        if (failed.Count > 0 && failed.Count == calls.Count)
        {
            SaySilent(failures[0]!, failed.Count);
        }
        else if (calls.Count > 0 && _silentSince is { } since)
        {
            _silentSince = null;
            TakenAgain(log, pool, clock.GetElapsedTime(since).TotalSeconds);
        }

        return failed;
    }

    private async Task<PublishFailedException?> TryAsync(CallId call, CancellationToken ct)
    {
        try
        {
            await transport.PublishAsync(pool, new CallHint(call), ct);
            return null;
        }
        catch (PublishFailedException error)
        {
            NotPublished(log, call, error.Failure);
            return error;
        }
    }

    private void SaySilent(PublishFailedException failure, int waiting)
    {
        if (_silentSince is null)
        {
            _silentSince = clock.GetTimestamp();
            NotTaken(log, pool, waiting, failure.Message);
        }
    }

    [LoggerMessage(202, LogLevel.Debug, "The hint of call {Call} was not published ({Failure}); it will be sent again")]
    private static partial void NotPublished(ILogger log, CallId call, PublishFailure failure);

    [LoggerMessage(209, LogLevel.Warning, "Pool {Pool}: the transport takes no hints; {Waiting} calls and what follows wait in the journal, nothing is lost: {Reason}")]
    private static partial void NotTaken(ILogger log, string pool, int waiting, string reason);

    [LoggerMessage(210, LogLevel.Warning, "Pool {Pool}: the transport takes hints again after {Seconds:0} s")]
    private static partial void TakenAgain(ILogger log, string pool, double seconds);
}
