using AiCouncil.Transport;

namespace AiCouncil.Dispatch;

/// <summary>Questions that a transport may be unable to answer: it is a hint beside the journal, so that is no failure.</summary>
internal static class TransportAsking
{
    /// <summary>Hints that wait in the pool's queue; null when the transport cannot tell, or not in time.</summary>
    public static async Task<int?> TryDepthAsync(this ITransport transport, string pool, CancellationToken ct)
    {
        try
        {
            return await transport.DepthAsync(pool, ct).AsTask().WaitAsync(ct);
        }
#pragma warning disable CA1031 // each client has exceptions of its own for a broker that is away
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
