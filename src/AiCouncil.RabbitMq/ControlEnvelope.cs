using System.Text.Json;
using System.Text.Json.Serialization;
using AiCouncil.Requests;
using AiCouncil.Transport;

namespace AiCouncil.RabbitMq;

/// <summary>The body of a control message and the routing key that takes it to who wants it.</summary>
internal static class ControlEnvelope
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <param name="from">The sender's address.</param>
    public static (string Key, ReadOnlyMemory<byte> Body) Write(ControlMessage message, string from)
    {
        var body = Body(message) with { V = HintEnvelope.Version, From = from };
        return ($"{body.Kind}.{body.To}", JsonSerializer.SerializeToUtf8Bytes(body, Options));
    }

    /// <summary>Null for what a newer version may have sent, and for anything else that cannot be read.</summary>
    public static (ControlMessage Message, string? From)? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<Wire>(json, Options) is { } wire && Message(wire) is { } message ? (message, wire.From) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Wire Body(ControlMessage message) => message switch
    {
        ControlMessage.Cancel it => new Wire("cancel", it.Incarnation) { Request = it.Call.Request.Value, Call = it.Call.Number },
        ControlMessage.Listen it => new Wire("listen", it.Incarnation) { Request = it.Call.Request.Value, Call = it.Call.Number, Server = it.Server },
        ControlMessage.WakeRelay it => new Wire("relay", it.Pool),
        ControlMessage.Changed it => new Wire("changed", it.Server) { Request = it.Request.Value, Terminal = it.Terminal },
        ControlMessage.Delta it => new Wire("delta", it.Server)
            { Request = it.Request.Value, Call = it.Call, Attempt = it.Attempt, Offset = it.Offset, Text = it.Text },
        ControlMessage.Started it => new Wire("started", it.Server)
            { Request = it.Request.Value, Call = it.Call, Model = it.Model, Deployment = it.Deployment },
        _ => throw new ArgumentOutOfRangeException(nameof(message), message.GetType().Name, "a control message without an envelope"),
    };

    private static ControlMessage? Message(Wire it) => (it.Kind, it.To, it.Request) switch
    {
        ("relay", { } pool, _) => new ControlMessage.WakeRelay(pool),
        ("cancel", { } node, { } id) when it.Call is { } call => new ControlMessage.Cancel(node, new CallId(new RequestId(id), call)),
        ("listen", { } node, { } id) when it is { Call: { } call, Server: { } server } =>
            new ControlMessage.Listen(node, new CallId(new RequestId(id), call), server),
        ("changed", { } server, { } id) => new ControlMessage.Changed(new RequestId(id), it.Terminal ?? false) { Server = server },
        ("delta", { } server, { } id) when it is { Call: { } call, Attempt: { } attempt, Offset: { } offset, Text: { } text } =>
            new ControlMessage.Delta(new RequestId(id), call, attempt, offset, text) { Server = server },
        ("started", { } server, { } id) when it is { Call: { } call, Model: { } model, Deployment: { } deployment } =>
            new ControlMessage.Started(new RequestId(id), call, model, deployment) { Server = server },
        _ => null,
    };

    /// <param name="To">An incarnation, a server, or a pool.</param>
    private sealed record Wire(string? Kind, string? To)
    {
        public int V { get; init; }
        public string? From { get; init; }
        public Guid? Request { get; init; }
        public int? Call { get; init; }
        public bool? Terminal { get; init; }
        public string? Attempt { get; init; }
        public int? Offset { get; init; }
        public string? Text { get; init; }
        public string? Model { get; init; }
        public string? Deployment { get; init; }
        public string? Server { get; init; }
    }
}
