using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>Reads chat messages: text, or arrays of text parts. Images, audio, files and tool traffic are refused by their path.</summary>
internal static class ChatMessages
{
    public static IReadOnlyList<ChatTurn> Read(JsonField root)
    {
        var field = root["messages"] ?? throw new InvalidRequestException("messages", "Send at least one message.", "missing_field");
        ChatTurn[] messages = [.. field.Items().Select(Message)];
        RequestFields.RequireText(messages, field);
        return messages;
    }

    private static ChatTurn Message(JsonField message)
    {
        message.RequireObject();
        var role = Role(message["role"] ?? throw message.Bad("A message needs a role.", "missing_field"));
        foreach (var name in (string[])["tool_calls", "function_call", "audio"])
        {
            if (message[name] is { } unsupported)
            {
                throw ChatUnsupported.Of(unsupported);
            }
        }

        var content = message["content"] ?? throw message.Bad("A message needs content.", "missing_field");
        return new ChatTurn(role, content.IsString ? content.Text() : string.Join('\n', content.Items().Select(Part)));
    }

    private static string Role(JsonField role) => role.Text() switch
    {
        "developer" or "system" => "system",
        "user" => "user",
        "assistant" => "assistant",
        "tool" or "function" => throw ChatUnsupported.Of(role),
        _ => throw role.Bad("Expected system, developer, user or assistant."),
    };

    private static string Part(JsonField part)
    {
        part.RequireObject();
        var type = part["type"] ?? throw part.Bad("A content part needs a type.", "missing_field");
        return type.Text() == "text"
            ? (part["text"] ?? throw part.Bad("A text part needs text.", "missing_field")).Text()
            : throw part.Bad($"Content of type {type.Text()} is not supported in this version; send text.", "unsupported_parameter");
    }
}
