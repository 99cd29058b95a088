using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>Reads how the answer is to be generated, in OpenAI's ranges.</summary>
internal static class ChatGeneration
{
    private const int MaxStops = 4;

    public static GenerationOptions Read(JsonField root) => new()
    {
        MaxOutputTokens = (int?)(root["max_completion_tokens"] ?? root["max_tokens"])?.Integer(1, int.MaxValue),
        Temperature = (double?)root["temperature"]?.Number(0, 2),
        TopP = (double?)root["top_p"]?.Number(0, 1),
        FrequencyPenalty = (double?)root["frequency_penalty"]?.Number(-2, 2),
        PresencePenalty = (double?)root["presence_penalty"]?.Number(-2, 2),
        Seed = root["seed"]?.Integer(long.MinValue, long.MaxValue),
        Stop = root["stop"] is { } stop ? Stops(stop) : null,
        ResponseFormat = root["response_format"] is { } format ? Format(format) : null,
    };

    private static string[] Stops(JsonField stop)
    {
        string[] texts = stop.IsString ? [stop.Text()] : [.. stop.Items().Select(item => item.Text())];
        return texts.Length <= MaxStops && texts.All(text => text.Length > 0)
            ? texts
            : throw stop.Bad($"Expected at most {MaxStops} texts, none empty.");
    }

    private static string? Format(JsonField format)
    {
        format.RequireObject();
        var type = format["type"] ?? throw format.Bad("response_format needs a type.", "missing_field");
        switch (type.Text())
        {
            case "text":
                return null;
            case "json_object":
                return format.Element.GetRawText();
            case "json_schema":
                (format["json_schema"] ?? throw format.Bad("Type json_schema needs json_schema.", "missing_field")).RequireObject();
                return format.Element.GetRawText();
            default:
                throw type.Bad("Expected text, json_object or json_schema.");
        }
    }
}
