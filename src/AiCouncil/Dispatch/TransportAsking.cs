using AiCouncil.Transport;

namespace AiCouncil.Dispatch;

/// <summary>Questions that a transport may be unable to answer: it is a hint beside the journal, so that is no failure. Null then.</summary>
internal static class TransportAsking
{
    /// <summary>Hints that wait in the pool's queue.</summary>
    public static Task<int?> TryDepthAsync(this ITransport transport, string pool, CancellationToken ct) => TryAsync(() => transport.DepthAsync(pool, ct), ct);

    /// <summary>Messages that nobody could read.</summary>
    public static Task<int?> TryDeadLettersAsync(this ITransport transport, CancellationToken ct) => TryAsync(() => transport.DeadLettersAsync(ct), ct);

    public static Task<int?> TryPurgeAsync(this ITransport transport, CancellationToken ct) => TryAsync(() => transport.PurgeDeadLettersAsync(ct), ct);

    private static async Task<int?> TryAsync(Func<ValueTask<int>> ask, CancellationToken ct)
    {
        try
        {
            return await ask().AsTask().WaitAsync(ct);
        }
        catch (Exception error) when (error is TransportUnavailableException or OperationCanceledException)
        {
            return null;
        }
    }
}
