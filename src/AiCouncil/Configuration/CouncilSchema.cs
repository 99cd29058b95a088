using System.Text.Json.Nodes;

namespace AiCouncil.Configuration;

/// <summary>The JSON schema of a council.json, made from the key table: editors complete and check with it.</summary>
public static class CouncilSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>A new document each time; the caller may change it.</summary>
    public static JsonObject Build()
    {
        var council = Section();
        foreach (var key in CouncilKeys.All)
        {
            Place(council, key.Segments)[key.Segments[^1]] = Value(key);
        }

        return new JsonObject
        {
            ["$schema"] = Dialect,
            ["title"] = "AI Council",
            ["type"] = "object",
            ["properties"] = new JsonObject { [CouncilOptionsReader.SectionName] = council },
        };
    }

    /// <summary>The properties of the section that holds the key; made where they are missing.</summary>
    private static JsonObject Place(JsonObject council, IReadOnlyList<string> segments)
    {
        var section = council;
        foreach (var segment in segments.SkipLast(1))
        {
            section = ConfigurationKey.IsPlaceholder(segment) ? Named(section) : Child(section, segment);
        }

        return section["properties"]!.AsObject();
    }

    private static JsonObject Child(JsonObject section, string name)
    {
        var properties = section["properties"]!.AsObject();
        return properties[name] as JsonObject ?? (JsonObject)(properties[name] = Section());
    }

    private static JsonObject Named(JsonObject section) =>
        section["additionalProperties"] as JsonObject ?? (JsonObject)(section["additionalProperties"] = Section());

    private static JsonObject Section() => new() { ["type"] = "object", ["properties"] = new JsonObject(), ["additionalProperties"] = false };

    private static JsonObject Value(ConfigurationKey key)
    {
        var value = new JsonObject
        {
            ["type"] = key.Kind switch
            {
                KeyKind.Integer => "integer",
                KeyKind.Number or KeyKind.Money => "number",
                KeyKind.Flag => "boolean",
                _ => "string",
            },
            ["description"] = key.Meaning,
        };
        if (key.Kind == KeyKind.Word)
        {
            value["enum"] = new JsonArray([.. key.Choices.Select(choice => (JsonNode)choice)]);
        }

        if (key.Kind is KeyKind.Integer or KeyKind.Number or KeyKind.Money)
        {
            value[key.AboveMin ? "exclusiveMinimum" : "minimum"] = key.Min;
            value["maximum"] = key.Max;
        }

        return value;
    }
}
