using System.Text.Json;
using AiCouncil.Requests;

namespace AiCouncil.Host.Rendering;

/// <summary>The data of one event, read leniently: an event may hold more, or less, than this version knows.</summary>
internal sealed class EventData
{
    private readonly JsonElement _root;

    public EventData(JsonElement root)
    {
        _root = root;
    }

    public string? Subtask => Text("subtask");

    public string? Role => Text("role");

    public string? Model => Text("model");

    public int Call => Number("call") is { } number ? (int)number : 0;

    public bool Late => IsTrue("late");

    public Usd? Cost => Number("cost_usd") is { } dollars ? Usd.FromDecimal(dollars) : null;

    public static EventData Of(CouncilEvent news)
    {
        try
        {
            using var document = JsonDocument.Parse(news.Data);
            return new EventData(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return new EventData(default);
        }
    }

    public bool IsTrue(string name) => Property(name) is { ValueKind: JsonValueKind.True };

    public string? Text(string name) => Property(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public decimal? Number(string name) =>
        Property(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number) ? number : null;

    public IReadOnlyList<string> Texts(string name) =>
        [.. Items(name).Where(it => it.ValueKind == JsonValueKind.String).Select(it => it.GetString()!)];

    public IReadOnlyList<JsonElement> Items(string name) => Property(name) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray()] : [];

    private JsonElement? Property(string name) =>
        _root.ValueKind == JsonValueKind.Object && _root.TryGetProperty(name, out var value) ? value : null;
}
