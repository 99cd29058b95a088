using System.Net.Sockets;
using AiCouncil.Requests;
using Microsoft.AspNetCore.Connections.Features;

namespace AiCouncil.Host.Api;

/// <summary>
/// Streams a chat completion. Headers wait for the first piece (or the first silence), so that an early failure has its own
/// status. A later one is an error frame and then an abort: a clean end would read as success.
/// </summary>
internal sealed class ChatStream(ICouncil council, ApiTimings timings, TimeProvider clock)
{
    private const string Done = "[DONE]";

    public async Task WriteAsync(HttpContext context, ChatCall call, RequestId id)
    {
        var ct = context.RequestAborted;
        var pieces = KeepAlive.Interleave(AnswerStream.ReadAsync(council, id, ct), timings.FirstKeepAlive, timings.KeepAlive, clock, ct);
        var stream = new ServerSentEvents(context);
        var json = new ChatJson(call, id, clock.GetUtcNow());
        try
        {
            await foreach (var piece in pieces)
            {
                await WriteAsync(stream, json, call, piece);
            }
        }
        catch (ApiException failure) when (context.Response.HasStarted)
        {
            await BreakAsync(context, stream, failure.Error);
        }
        catch (Exception) when (context.Response.HasStarted && !ct.IsCancellationRequested)
        {
            await BreakAsync(context, stream, ApiError.OfStatus(500));
            throw;
        }
    }

    private static async Task WriteAsync(ServerSentEvents stream, ChatJson json, ChatCall call, AnswerPiece? piece)
    {
        switch (piece)
        {
            case AnswerPiece.Ended { Response: { Status: not RequestState.Completed } failed }:
                throw new ApiException(ChatFailure.Of(failed));
            case AnswerPiece.Broken broken:
                throw new ApiException(ChatFailure.Broken(broken.Reason));
        }

        if (await stream.StartAsync())
        {
            await stream.DataAsync(json.First());
        }

        await (piece switch
        {
            AnswerPiece.Text text => stream.DataAsync(json.Text(text.Value)),
            AnswerPiece.Ended ended => EndAsync(stream, json, call, ended.Response),
            _ => stream.KeepAliveAsync(),
        });
    }

    private static async Task EndAsync(ServerSentEvents stream, ChatJson json, ChatCall call, FinalResponse response)
    {
        await stream.DataAsync(json.Last(response));
        if (call.IncludeUsage)
        {
            await stream.DataAsync(json.UsageChunk(response));
        }

        await stream.DataAsync(Done);
    }

    private async Task BreakAsync(HttpContext context, ServerSentEvents stream, ApiError error)
    {
        await stream.DataAsync(ErrorWriter.OpenAiJson(error));
        // The time of the socket, which no other clock moves: what it has not taken yet would be lost with the connection.
        await Task.Delay(timings.Linger, TimeProvider.System, CancellationToken.None);
        Cut(context);
    }

    /// <summary>
    /// Ends the connection in the middle of the response. Closing the sending side lets the peer read everything before the cut;
    /// an abort is a reset, which may discard it. On HTTP/2 an abort resets the stream alone.
    /// </summary>
    private static void Cut(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<IConnectionSocketFeature>()?.Socket is { Connected: true } socket)
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        else
        {
            context.Abort();
        }
    }
}
