namespace AiCouncil.Models;

/// <summary>Failures that .NET raises only before a request has a connection to go out on.</summary>
internal static class ConnectFailure
{
    /// <summary>connect, dns, tls or proxy; null for every failure that may have come after the first byte.</summary>
    public static string? CategoryOf(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.ConnectionError => "connect",
        HttpRequestError.NameResolutionError => "dns",
        HttpRequestError.SecureConnectionError => "tls",
        HttpRequestError.ProxyTunnelError => "proxy",
        _ => null,
    };
}
