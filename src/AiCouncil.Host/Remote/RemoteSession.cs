using System.Text.Json;
using AiCouncil.Host.Composition;
using AiCouncil.Requests;

namespace AiCouncil.Host.Remote;

/// <summary>A council behind a running server.</summary>
internal sealed class RemoteSession : ICouncilSession
{
    private readonly ServerConnection _server;

    public RemoteSession(Uri address, string? apiKey, TimeProvider clock)
        : this(new ServerConnection(address, apiKey), clock)
    {
    }

    public RemoteSession(ServerConnection server, TimeProvider clock)
    {
        _server = server;
        Council = new RemoteCouncil(server, clock);
        Records = new RemoteRecords(server, Council);
    }

    public ICouncil Council { get; }

    public ICouncilRecords Records { get; }

    public bool Remote => true;

    public IReadOnlyList<string> Notices => [];

    /// <summary>A server that goes away is noticed by its connections.</summary>
    public CancellationToken Stopped => CancellationToken.None;

    /// <summary>Whether a council server answers.</summary>
    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            return await _server.GetAsync<object>("api/v1/status", ct) is not null;
        }
        catch (ServerUnreachableException)
        {
            return false;
        }
    }

    /// <summary>The server's own report about itself.</summary>
    public async Task<JsonElement> StatusAsync(CancellationToken ct) =>
        await _server.GetAsync<object>("api/v1/status", ct) is JsonElement status
            ? status
            : throw NoCouncil();

    public async Task<IReadOnlyList<ModelLine>> ModelsAsync(bool probe, CancellationToken ct) =>
        await _server.GetAsync<ListBody<JsonElement>>("api/v1/models", ct) is { } list ? [.. list.Data.Select(Line)] : [];

    public async Task<IReadOnlyList<NodeStatus>> NodesAsync(CancellationToken ct) =>
        (await _server.GetAsync<ListBody<NodeStatus>>("api/v1/nodes", ct) ?? throw NoCouncil()).Data;

    public async Task<QueueReport> QueuesAsync(CancellationToken ct)
    {
        var body = await _server.GetAsync<QueuesBody>("api/v1/queues", ct) ?? throw NoCouncil();
        return new QueueReport(body.Data, body.Unparseable);
    }

    /// <summary>Null when the server knows no such pool.</summary>
    public Task<Redrive?> RedriveAsync(string pool, CancellationToken ct) =>
        _server.PostAsync<Redrive>($"api/v1/queues/{Uri.EscapeDataString(pool)}/redrive", null, ct);

    private ServerUnreachableException NoCouncil() => new($"what answers at {_server.Address} is no council server of this version.");

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads what is there: a server of another version may tell more or less about a model.</summary>
    private static ModelLine Line(JsonElement model)
    {
        var price = Part(model, "price") is { ValueKind: JsonValueKind.Object } nested ? nested : model;
        return new ModelLine(
            Text(model, "name") ?? Text(model, "id") ?? "?",
            Text(model, "provider") ?? "?",
            Text(model, "vendor") ?? "?",
            Text(model, "family") ?? "?",
            Number(price, "input_price") ?? Number(price, "input"),
            Number(price, "output_price") ?? Number(price, "output"),
            (int?)Number(model, "context_window"),
            Part(model, "simulated") is { ValueKind: JsonValueKind.True },
            Part(model, "reachable") switch { { ValueKind: JsonValueKind.True } => true, { ValueKind: JsonValueKind.False } => false, _ => null });
    }

    private static JsonElement? Part(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement from, string name) => Part(from, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static decimal? Number(JsonElement from, string name) => Part(from, name) is { ValueKind: JsonValueKind.Number } value ? value.GetDecimal() : null;
}
