using System.Net;
using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AiCouncil.Host.Api;

/// <summary><c>/api/v1/status</c>: what this server is, what waits, and what its operator should know.</summary>
internal static class StatusApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/status", ReadAsync);

    private static async Task<IResult> ReadAsync(
        HttpContext context, CouncilOptions options, IModelCatalogue catalogue, Backlog backlogs, ServerClock clock, Drain drain,
        IgnoredFields ignored, IServer server, ICouncilOperations operations, ApiAccess access)
    {
        var backlog = await backlogs.ReadAsync(context.RequestAborted);
        var reach = await operations.ReachAsync(context.RequestAborted);
        return Answers.Json(new StatusAnswer(
            ServerClock.Version, clock.UptimeSeconds, drain.Draining, options.Transport, options.Journal,
            JournalAvailable: backlog is not null, TransportAvailable: reach.Transport, AuthRequired: access.Required, Warnings(options, access, server),
            Simulated: catalogue.Models.Any(model => model.Simulated), backlog ?? [], ignored.Read()));
    }

    private static IReadOnlyList<string> Warnings(CouncilOptions options, ApiAccess access, IServer server)
    {
        var open = (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Where(IsOpen).ToList();
        return !access.Required && open.Count > 0
            ? [$"Anyone who reaches {string.Join(", ", open)} can spend this server's keys: Council:Auth:Required is false."]
            : access.Idle ? [$"Keys of clients are configured and not asked for{(options.AuthRequired == false ? ": Council:Auth:Required is false." : " on loopback: set Council:Auth:Required to true.")}"]
            : [];
    }

    private static bool IsOpen(string address)
    {
        var host = BindingAddress.Parse(address).Host;
        return !host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            && !(IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }

    private sealed record StatusAnswer(
        string Version, long UptimeS, bool Draining, string Transport, string Journal, bool JournalAvailable, bool TransportAvailable, bool AuthRequired,
        IReadOnlyList<string> Warnings, bool Simulated, IReadOnlyList<PoolDepth> Backlog, IReadOnlyDictionary<string, long> IgnoredFields);
}
