using AiCouncil.Transport;

namespace AiCouncil.Conformance.Transport;

/// <summary>What a test does to a real broker and to the way to it.</summary>
public interface IBrokerHands
{
    /// <summary>Another process on the same broker.</summary>
    Task<ITransport> JoinAsync(TransportUse use);

    /// <summary>Another process, behind a cable that can be cut.</summary>
    Task<ITransport> JoinOverCableAsync(TransportUse use);

    /// <summary>Both ends of the cable see a reset, and nobody gets through until it is mended.</summary>
    void Cut();

    void Mend();

    /// <summary>What passes through the cable now stays open and passes nothing more, as behind a router that forgot it. New connections pass.</summary>
    void Hush();

    /// <summary>The broker keeps its connections and answers nothing.</summary>
    Task FreezeAsync();

    Task ThawAsync();

    /// <summary>The broker dies and comes back, with or without what it kept.</summary>
    Task RestartAsync(bool wipe);

    Task DeleteQueueAsync(string pool);

    /// <summary>From now on the broker refuses more hints than about so many.</summary>
    Task LimitAsync(string pool, int hints);

    /// <summary>A message that the adapter did not write.</summary>
    Task PutAsync(string pool, ReadOnlyMemory<byte> body);
}
