using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AiCouncil.Requests;

namespace AiCouncil.Host.Remote;

/// <summary>One request's events from a server (SSE); keep-alive comments are skipped by the parser.</summary>
internal static class ServerEvents
{
    public static async IAsyncEnumerable<CouncilEvent> ReadAsync(
        ServerConnection server, RequestId id, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{RemoteCouncil.Requests}/{id}/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", after.ToString(CultureInfo.InvariantCulture));
        using var response = await server.SendAsync(request, ct);
        if (!response.IsSuccessStatusCode)
        {
            ServerProblem.ThrowIfAny(response, await response.Content.ReadAsStringAsync(ct), server.Address);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(ct))
        {
            if (Parse(id, item) is { } news)
            {
                yield return news;
            }
        }
    }

    /// <summary>Null for what is no event of ours: unknown frames are ignored, as the event log may grow.</summary>
    private static CouncilEvent? Parse(RequestId id, SseItem<string> item)
    {
        try
        {
            using var document = JsonDocument.Parse(item.Data);
            var root = document.RootElement;
            return new CouncilEvent(
                id,
                root.TryGetProperty("sequence", out var sequence) && sequence.ValueKind == JsonValueKind.Number ? sequence.GetInt64() : null,
                root.TryGetProperty("type", out var type) ? type.GetString()! : item.EventType,
                root.TryGetProperty("at", out var at) ? at.GetDateTimeOffset() : default,
                root.TryGetProperty("data", out var data) ? data.GetRawText() : "{}");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
