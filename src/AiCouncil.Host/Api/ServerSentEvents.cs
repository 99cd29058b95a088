using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace AiCouncil.Host.Api;

/// <summary>Writes a stream of server-sent events, each flushed. Data is one line of JSON.</summary>
internal sealed class ServerSentEvents(HttpContext context)
{
    public const string ContentType = "text/event-stream";

    /// <summary>Commits status 200 and the headers; false when that was done before.</summary>
    public async Task<bool> StartAsync()
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            return false;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.Body.FlushAsync(context.RequestAborted);
        return true;
    }

    public Task DataAsync(string json) => WriteAsync($"data: {json}\n\n");

    /// <summary>A named event; without a number it does not move the client's Last-Event-ID.</summary>
    public Task EventAsync(long? number, string type, string json)
    {
        var id = number is { } value ? string.Create(CultureInfo.InvariantCulture, $"id: {value}\n") : "";
        return WriteAsync($"{id}event: {type}\ndata: {json}\n\n");
    }

    public Task KeepAliveAsync() => WriteAsync(": keep-alive\n\n");

    private async Task WriteAsync(string frame)
    {
        await context.Response.WriteAsync(frame, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
