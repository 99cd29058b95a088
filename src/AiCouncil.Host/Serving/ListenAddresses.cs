using System.Net;
using AiCouncil.Host.Commands;
using Microsoft.AspNetCore.Http;

namespace AiCouncil.Host.Serving;

/// <summary>Where the server listens.</summary>
/// <param name="Loopback">
/// Only this machine can reach it. Decided by who may connect, so any name but localhost counts as open: the server binds a name
/// it does not know to every address.
/// </param>
/// <param name="Tls">One of them needs a certificate.</param>
internal sealed record ListenAddresses(IReadOnlyList<string> Urls, bool Loopback, bool Tls)
{
    /// <param name="source">Where they were written, for the error.</param>
    /// <param name="tls">Whether https can be had there.</param>
    /// <exception cref="UsageException">One of them is no address to listen on.</exception>
    public static ListenAddresses Parse(string urls, string source = "--urls", bool tls = false)
    {
        var addresses = urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(url => Read(url, source, tls)).ToList();
        return addresses.Count == 0
            ? throw new UsageException($"{source}: names no address. Give one like http://127.0.0.1:8080")
            : new ListenAddresses([.. addresses.Select(it => it.ToString())], addresses.TrueForAll(IsLoopback), addresses.Exists(it => it.Scheme == "https"));
    }

    private static BindingAddress Read(string url, string source, bool tls)
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
            // The server binds what it cannot read as an IP address to every address.
            _ when address.Host.AsSpan().IndexOfAny('[', ']') >= 0 && !IPAddress.TryParse(address.Host, out _) =>
                throw new UsageException($"{source}: '{url}' has brackets around something else than an IPv6 address. Give one like http://[::1]:8080"),
            { Scheme: "http", IsUnixPipe: false, PathBase: "" or "/" } => address,
            { Scheme: "https", IsUnixPipe: false, PathBase: "" or "/" } when tls => address,
            { Scheme: "https" } when !tls => throw new UsageException($"{source}: '{url}' would need a certificate, which is not asked for here. Use http://."),
            _ => throw new UsageException($"{source}: '{url}' is no address to listen on. Give one like http://127.0.0.1:8080"),
        };
    }

    private static bool IsLoopback(BindingAddress address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)); // read as the server reads it, brackets and all
}
