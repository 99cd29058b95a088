namespace AiCouncil.Transport;

internal static class Telling
{
    /// <summary>Tells this process, and every other server that listens.</summary>
    /// <param name="here">This process's address.</param>
    public static void Tell(this ITransport transport, ControlMessage.News news, IReadOnlyList<string> listeners, string here)
    {
        transport.Post(news);
        for (var i = 0; i < listeners.Count; i++)
        {
            if (listeners[i] != here)
            {
                transport.Post(news with { Server = listeners[i] });
            }
        }
    }
}
