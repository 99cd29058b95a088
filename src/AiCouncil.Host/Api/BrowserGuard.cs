using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AiCouncil.Host.Api;

/// <summary>
/// Without keys, what protects a local server from the pages in its user's browser: a name that was rebound to loopback is
/// refused by its Host header, a form or script of another site by Sec-Fetch-Site and Origin.
/// </summary>
internal sealed class BrowserGuard(RequestDelegate next, IServer server, ApiAccess access)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!IsHostKnown(context))
        {
            return ErrorWriter.WriteAsync(context, new ApiError(403, "host_not_allowed", "This server answers to loopback names only.", "Host"));
        }

        if (CrossSiteHeader(context.Request) is { } header)
        {
            return ErrorWriter.WriteAsync(context, new ApiError(403, "cross_site_request", "Pages of another origin may not change anything here.", header));
        }

        return next(context);
    }

    /// <summary>
    /// Where keys are required a rebound name opens nothing, and a proxy in front has a name of its own. A connection that did not come
    /// over loopback is there because its owner opened the server to the network, under names it cannot know.
    /// </summary>
    private bool IsHostKnown(HttpContext context)
    {
        var local = context.Connection.LocalIpAddress;
        return access.Required
            || (local is not null && !IPAddress.IsLoopback(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local))
            || IsLoopbackName(context.Request.Host.Host)
            || IsBoundName(context.Request.Host.Host);
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private bool IsBoundName(string host) =>
        host.Length > 0
        && server.Features.Get<IServerAddressesFeature>()?.Addresses
            .Any(address => BindingAddress.Parse(address).Host.Equals(host, StringComparison.OrdinalIgnoreCase)) == true;

    /// <summary>The header that shows a page of another origin behind a request that may change something, else null.</summary>
    private static string? CrossSiteHeader(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return null;
        }

        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "none" or "same-origin"))
        {
            return "Sec-Fetch-Site";
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase) ? null : "Origin";
    }
}
