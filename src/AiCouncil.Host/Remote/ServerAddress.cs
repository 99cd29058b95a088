using AiCouncil.Host.Commands;

namespace AiCouncil.Host.Remote;

internal static class ServerAddress
{
    public static Uri Default { get; } = new("http://127.0.0.1:8080/");

    /// <param name="source">Where it was written, for the error.</param>
    /// <exception cref="UsageException">It is no http address.</exception>
    public static Uri Parse(string url, string source) =>
        Uri.TryCreate(url.EndsWith('/') ? url : url + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UsageException($"{source}: '{url}' is no server address. Give one like http://127.0.0.1:8080");
}

/// <summary>Nobody answers, or what answers is no council. Exit code 5.</summary>
internal sealed class ServerUnreachableException(string message) : Exception(message);
