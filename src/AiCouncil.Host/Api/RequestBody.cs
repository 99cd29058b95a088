using System.Buffers;
using AiCouncil.Requests;
using Microsoft.Net.Http.Headers;

namespace AiCouncil.Host.Api;

/// <summary>Reads a JSON body: type, size, encoding, then <see cref="StrictJson"/>.</summary>
internal static class RequestBody
{
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The root object and the bytes it was read from.</summary>
    /// <exception cref="InvalidRequestException">Wrong content type, too large, or not strict JSON.</exception>
    public static async Task<(JsonField Root, ReadOnlyMemory<byte> Bytes)> ReadAsync(HttpRequest request)
    {
        RequireJson(request);
        var bytes = await ReadBytesAsync(request);
        var root = new JsonField(StrictJson.Parse(bytes), "");
        root.RequireObject();
        return (root, bytes);
    }

    private static void RequireJson(HttpRequest request)
    {
        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || type.Charset.Value.AsSpan().Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isJson)
        {
            throw new ApiException(ApiError.OfStatus(415));
        }
    }

    /// <summary>Room made on the word of a header; more comes with the bytes.</summary>
    private const int Promised = 64 * 1024;

    /// <summary>A body that is too large is read on, without being kept: answered before its end, the client would see a reset.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request)
    {
        var kept = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 0, 256, Promised));
        var tooLarge = false;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
            tooLarge |= kept.WrittenCount + read.Buffer.Length > MaxBytes;
            foreach (var segment in read.Buffer)
            {
                kept.Write(tooLarge ? [] : segment.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return tooLarge ? throw new ApiException(ApiError.OfStatus(413)) : kept.WrittenMemory;
            }
        }
    }
}
