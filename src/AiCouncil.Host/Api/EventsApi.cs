using System.Globalization;
using System.Text.Json;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary><c>/api/v1/requests/{id}/events</c>: the event log as a live stream, or as a JSON list where the client asks for JSON.</summary>
internal static class EventsApi
{
    /// <summary>What <see cref="ICouncilRecords.EventsAsync"/> gives at most.</summary>
    private const int PageSize = 1000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/requests/{id}/events", ReadAsync);

    private static async Task<IResult> ReadAsync(
        HttpContext context, string id, ICouncil council, ICouncilRecords records, ApiTimings timings, TimeProvider clock)
    {
        var after = QueryParameters.After(context.Request);
        var owned = await Tenant.OwnedAsync(context, records, id);
        if (WantsList(context.Request))
        {
            return List(await records.EventsAsync(owned, after, context.RequestAborted));
        }

        var events = council.WatchAsync(owned, after, context.RequestAborted);
        await StreamAsync(context, KeepAlive.Interleave(events, timings.KeepAlive, timings.KeepAlive, clock, context.RequestAborted));
        return Results.Empty;
    }

    private static IResult List(IReadOnlyList<CouncilEvent> events) => Answers.List(
        [.. events.Select(EventJson.Of)],
        events.Count >= PageSize ? events[^1].Sequence?.ToString(CultureInfo.InvariantCulture) : null);

    private static bool WantsList(HttpRequest request) =>
        request.Headers.Accept.ToString() is var accept
        && accept.Contains("application/json", StringComparison.OrdinalIgnoreCase)
        && !accept.Contains(ServerSentEvents.ContentType, StringComparison.OrdinalIgnoreCase);

    private static async Task StreamAsync(HttpContext context, IAsyncEnumerable<CouncilEvent?> events)
    {
        var stream = new ServerSentEvents(context);
        await stream.StartAsync();
        await foreach (var news in events)
        {
            await (news is null
                ? stream.KeepAliveAsync()
                : stream.EventAsync(news.Sequence, news.Type, CouncilJson.Serialize(EventJson.Of(news))));
        }
    }

    private sealed record EventJson(long? Sequence, string Type, DateTimeOffset At, JsonElement Data)
    {
        public static EventJson Of(CouncilEvent news) =>
            new(news.Sequence, news.Type, news.At, CouncilJson.Deserialize<JsonElement>(news.Data));
    }
}
