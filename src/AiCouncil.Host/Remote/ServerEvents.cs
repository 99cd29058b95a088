using System.Globalization;
using System.Net;
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
        if (response.StatusCode == HttpStatusCode.NotFound && ServerProblem.IsProblem(response))
        {
            yield break; // no such request: like the journal's own log, it has no events
        }

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
    /// <param name="otherwise">The type where the event itself does not name one.</param>
    public static CouncilEvent? Of(RequestId id, JsonElement root, string? otherwise)
    {
        try
        {
            return (root.TryGetProperty("type", out var type) ? type.GetString() : otherwise) is not { } name ? null : new CouncilEvent(
                id,
                root.TryGetProperty("sequence", out var sequence) && sequence.ValueKind == JsonValueKind.Number ? sequence.GetInt64() : null,
                name,
                root.TryGetProperty("at", out var at) ? at.GetDateTimeOffset() : default,
                root.TryGetProperty("data", out var data) ? data.GetRawText() : "{}");
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static CouncilEvent? Parse(RequestId id, SseItem<string> item)
    {
        try
        {
            using var document = JsonDocument.Parse(item.Data);
            return Of(id, document.RootElement, item.EventType);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
