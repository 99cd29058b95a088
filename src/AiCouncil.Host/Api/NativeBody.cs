using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>Reads the native request body. A key it does not know is refused: a mistyped cost limit must not be no limit.</summary>
internal sealed class NativeBody(IModelCatalogue catalogue)
{
    private const decimal MostDollars = 1_000_000;
    private const decimal MostSeconds = 24 * 60 * 60;
    private static readonly HashSet<string> Known = ["prompt", "messages", "mode", "models", "priority", "max_cost_usd", "timeout_s", "stream", "metadata"];
    private static readonly HashSet<string> KnownInMessage = ["role", "content"];
    private static readonly HashSet<string> Roles = ["system", "user", "assistant"];

    public CouncilRequest Read(JsonField root)
    {
        RequireKnown(root, Known);
        var mode = root["mode"]?.Word(Words.Modes);
        return new CouncilRequest
        {
            Messages = Messages(root),
            Mode = mode,
            Models = Models(root, mode),
            Priority = root["priority"]?.Word(Words.Priorities) ?? Priority.Medium,
            MaxCost = root["max_cost_usd"] is { } cost ? Usd.FromDecimal(cost.Number(0, MostDollars)) : null,
            Timeout = root["timeout_s"] is { } seconds ? TimeSpan.FromSeconds((double)seconds.Number(1, MostSeconds)) : null,
            Stream = root["stream"]?.Flag() ?? false,
            Metadata = RequestFields.Labels(root["metadata"]),
        };
    }

    private static ChatTurn[] Messages(JsonField root)
    {
        if (root["prompt"] is not null && root["messages"] is { } second)
        {
            throw second.Bad("Send either prompt or messages, not both.");
        }

        if (root["prompt"] is { } prompt)
        {
            ChatTurn[] asked = [new("user", prompt.Text())];
            RequestFields.RequireText(asked, prompt);
            return asked;
        }

        var field = root["messages"] ?? throw new InvalidRequestException("prompt", "Send prompt (a string) or messages.", "missing_field");
        ChatTurn[] messages = [.. field.Items().Select(Message)];
        RequestFields.RequireText(messages, field);
        return messages;
    }

    private static ChatTurn Message(JsonField message)
    {
        message.RequireObject();
        RequireKnown(message, KnownInMessage);
        var role = message["role"] ?? throw message.Bad("A message needs a role.", "missing_field");
        var content = message["content"] ?? throw message.Bad("A message needs content.", "missing_field");
        return Roles.Contains(role.Text())
            ? new ChatTurn(role.Text(), content.Text())
            : throw role.Bad("Expected system, user or assistant.");
    }

    private string[] Models(JsonField root, ExecutionMode? mode)
    {
        var field = root["models"];
        string[] models = [.. (field?.Items() ?? []).Select(Model)];
        if (mode == ExecutionMode.Direct && models.Length != 1)
        {
            throw new InvalidRequestException("models", "Mode direct asks exactly one model: name it here.", "invalid_value");
        }

        return models;
    }

    private string Model(JsonField name) =>
        catalogue.Find(name.Text()) is { } model
            ? model.Name
            : throw name.Bad("There is no model of this name; GET /api/v1/models lists them.", "model_not_found");

    private static void RequireKnown(JsonField field, HashSet<string> known)
    {
        foreach (var name in field.Names.Where(name => !known.Contains(name)))
        {
            var path = field.Path.Length == 0 ? name : $"{field.Path}.{name}";
            throw new InvalidRequestException(path, $"Unknown field. Known here: {string.Join(", ", known)}.", "unknown_field");
        }
    }
}
