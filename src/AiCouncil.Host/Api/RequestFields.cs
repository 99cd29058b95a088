using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>What both surfaces read in the same way.</summary>
internal static class RequestFields
{
    private const int MaxLabels = 16;
    private const int MaxLabelName = 64;
    private const int MaxLabelText = 512;
    private const int MaxKey = 255;

    /// <summary>The Idempotency-Key header, null when there is none.</summary>
    public static string? IdempotencyKey(HttpRequest request)
    {
        const string header = "Idempotency-Key";
        if (!request.Headers.TryGetValue(header, out var values))
        {
            return null;
        }

        var key = values.ToString();
        return key.Length is >= 1 and <= MaxKey && key.All(c => c is >= ' ' and <= '~')
            ? key
            : throw new InvalidRequestException(header, $"An idempotency key is 1 to {MaxKey} printable ASCII characters.");
    }

    /// <summary>The caller's labels: at most 16, names to 64 characters, texts to 512.</summary>
    public static IReadOnlyDictionary<string, string> Labels(JsonField? field)
    {
        var labels = new Dictionary<string, string>();
        if (field is not { } metadata)
        {
            return labels;
        }

        metadata.RequireObject();
        foreach (var name in metadata.Names)
        {
            if (name.Length is < 1 or > MaxLabelName)
            {
                throw metadata.Bad($"A label's name is 1 to {MaxLabelName} characters.");
            }

            labels[name] = LabelText(metadata, name);
        }

        return labels.Count <= MaxLabels ? labels : throw metadata.Bad($"At most {MaxLabels} labels.");
    }

    /// <exception cref="InvalidRequestException">Nothing but white space was said.</exception>
    public static void RequireText(IReadOnlyList<ChatTurn> messages, JsonField field)
    {
        if (messages.All(message => string.IsNullOrWhiteSpace(message.Text)))
        {
            throw field.Bad("Say something: the text is empty.", "empty_prompt");
        }
    }

    private static string LabelText(JsonField metadata, string name)
    {
        var label = metadata[name] ?? throw metadata.Bad($"The label {name} has no text.");
        var text = label.Text();
        return text.Length <= MaxLabelText ? text : throw label.Bad($"A label's text is at most {MaxLabelText} characters.");
    }
}
