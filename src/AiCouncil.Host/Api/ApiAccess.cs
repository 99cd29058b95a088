using AiCouncil.Configuration;

namespace AiCouncil.Host.Api;

/// <summary>Who may use the API. A key that is presented counts also where none is required: it says whose requests are meant.</summary>
/// <param name="Required">Nothing but health is answered without one of the keys.</param>
internal sealed record ApiAccess(bool Required, IReadOnlyList<ClientKey> Keys)
{
    /// <param name="loopback">Only this machine can reach the server.</param>
    public static ApiAccess Of(CouncilOptions options, bool loopback) => new(options.AuthRequired ?? !loopback, options.ClientKeys);

    /// <summary>Somebody took the trouble to make keys, and they are not asked for.</summary>
    public bool Idle => !Required && Keys.Count > 0;
}

/// <summary>On an endpoint that answers without a key. One that does not carry it needs a key, so that a new one cannot forget.</summary>
internal sealed class WithoutKey
{
    public static WithoutKey Instance { get; } = new();
}
