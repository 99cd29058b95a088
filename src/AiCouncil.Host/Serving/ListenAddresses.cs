using System.Net;
using AiCouncil.Host.Commands;
using Microsoft.AspNetCore.Http;

namespace AiCouncil.Host.Serving;

/// <summary>Where the server listens.</summary>
/// <param name="Loopback">Only this machine can reach it.</param>
internal sealed record ListenAddresses(IReadOnlyList<string> Urls, bool Loopback)
{
    /// <param name="source">Where they were written, for the error.</param>
    /// <exception cref="UsageException">One of them is no http address.</exception>
    public static ListenAddresses Parse(string urls, string source = "--urls")
    {
        var addresses = urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(url => Read(url, source)).ToList();
        return addresses.Count == 0
            ? throw new UsageException($"{source}: names no address. Give one like http://127.0.0.1:8080")
            : new ListenAddresses([.. addresses.Select(it => it.ToString())], addresses.TrueForAll(IsLoopback));
    }

    /// <summary>
    /// Whether this machine alone is served is decided by who may connect, so any name but localhost counts as open: the server
    /// binds a name it does not know to every address.
    /// </summary>
    /// <exception cref="UsageException">The address is open and the configuration does not say that this is wanted.</exception>
    public void Admit(bool? authRequired)
    {
        if (authRequired == true)
        {
            throw new UsageException(
                "Council:Auth:Required: true cannot be honoured, because keys of clients are not in this version. "
                + "Listen on loopback and set it to false, or put an authenticating proxy in front.");
        }

        if (!Loopback && authRequired is null)
        {
            throw new UsageException(
                $"--urls: {string.Join(";", Urls)} can be reached from other machines, and clients are not authenticated in this version. "
                + "Listen on http://127.0.0.1:8080, or set Council:Auth:Required to false (Council__Auth__Required=false) to serve everyone who can connect.");
        }
    }

    private static BindingAddress Read(string url, string source)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new UsageException($"{source}: '{url}' is no address. Give one like http://127.0.0.1:8080");
        }

        return address switch
        {
            { Scheme: "http", IsUnixPipe: false, PathBase: "" or "/" } => address,
            { Scheme: "https" } => throw new UsageException($"{source}: '{url}': TLS ends at a proxy in front of this server. Use http://."),
            _ => throw new UsageException($"{source}: '{url}' is no address to listen on. Give one like http://127.0.0.1:8080"),
        };
    }

    private static bool IsLoopback(BindingAddress address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
}
