using System.Globalization;
using System.Text.Json;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>One value of a body with its path; what has the wrong type or leaves its range is refused by that path.</summary>
internal readonly record struct JsonField(JsonElement Element, string Path)
{
    /// <summary>Names of an object's values.</summary>
    public IEnumerable<string> Names => Element.EnumerateObject().Select(property => property.Name);

    /// <summary>The value of a key; null when it is missing or null.</summary>
    public JsonField? this[string name] =>
        Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonField(value, Path.Length == 0 ? name : $"{Path}.{name}")
            : null;

    public bool IsString => Element.ValueKind == JsonValueKind.String;

    public InvalidRequestException Bad(string message, string code = "invalid_value") => new(Path.Length == 0 ? "body" : Path, message, code);

    public void RequireObject() => Require(JsonValueKind.Object, "an object");

    public string Text()
    {
        Require(JsonValueKind.String, "a string");
        return Element.GetString()!;
    }

    public bool Flag() => Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Bad("Expected true or false.", "wrong_type"),
    };

    public IReadOnlyList<JsonField> Items()
    {
        Require(JsonValueKind.Array, "an array");
        var path = Path;
        return [.. Element.EnumerateArray().Select((item, index) => new JsonField(item, $"{path}[{index}]"))];
    }

    /// <summary>A number in the range, both ends included.</summary>
    public decimal Number(decimal least, decimal most)
    {
        Require(JsonValueKind.Number, "a number");
        return Element.TryGetDecimal(out var value) && value >= least && value <= most
            ? value
            : throw Bad(string.Create(CultureInfo.InvariantCulture, $"Expected a number from {least} to {most}."));
    }

    public long Integer(long least, long most)
    {
        var value = Number(least, most);
        return value == decimal.Truncate(value) ? (long)value : throw Bad("Expected a whole number.");
    }

    /// <summary>One of the words of an enumeration, as they stand in JSON.</summary>
    public T Word<T>(IReadOnlyDictionary<string, T> words) =>
        words.TryGetValue(Text(), out var value) ? value : throw Bad($"Expected one of {string.Join(", ", words.Keys)}.");

    private void Require(JsonValueKind kind, string what)
    {
        if (Element.ValueKind != kind)
        {
            throw Bad($"Expected {what}.", "wrong_type");
        }
    }
}
