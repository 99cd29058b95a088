using System.Buffers;
using System.Text.Json;
using AiCouncil.Requests;
using AiCouncil.Transport;

namespace AiCouncil.RabbitMq;

/// <summary>
/// The body of a hint, ids only. Versions may add fields: what names a call is a hint for ever, whoever wrote it, and unknown fields
/// are passed over.
/// </summary>
internal static class HintEnvelope
{
    public const int Version = 1;

    public static ReadOnlyMemory<byte> Write(CallHint hint) => Write("call", hint.Call.Request, hint.Call.Number);

    public static ReadOnlyMemory<byte> Write(RequestId request) => Write("result", request, call: null);

    /// <summary>Null when it names no call.</summary>
    public static CallHint? ReadCall(ReadOnlyMemory<byte> body) =>
        Read(body) is (var request, { } number) ? new CallHint(new CallId(request, number)) : null;

    /// <summary>Null when it names no request.</summary>
    public static RequestId? ReadResult(ReadOnlyMemory<byte> body) => Read(body)?.Request;

    private static ReadOnlyMemory<byte> Write(string kind, RequestId request, int? call)
    {
        var body = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteNumber("v", Version);
        json.WriteString("kind", kind);
        json.WriteString("request", request.Value);
        if (call is { } number)
        {
            json.WriteNumber("call", number);
        }

        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private static (RequestId Request, int? Call)? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("request", out var request)
                && request.ValueKind == JsonValueKind.String && request.TryGetGuid(out var id)
                ? (new RequestId(id), Number(root))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int? Number(JsonElement root) =>
        root.TryGetProperty("call", out var call) && call.ValueKind == JsonValueKind.Number && call.TryGetInt32(out var number) ? number : null;
}
