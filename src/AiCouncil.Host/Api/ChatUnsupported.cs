using System.Text.Json;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>Fields of a chat completion that this version cannot honour.</summary>
internal static class ChatUnsupported
{
    public static void Refuse(JsonField root)
    {
        RefuseFilled(root, "tools", "functions", "logit_bias");
        RefuseChoice(root, "tool_choice", "function_call");
        RefuseAny(root, "audio", "top_logprobs");
        if (root["logprobs"] is { } logprobs && logprobs.Flag())
        {
            throw Of(logprobs);
        }

        if (root["n"] is { } n && n.Integer(1, 128) > 1)
        {
            throw Of(n);
        }

        if (root["modalities"] is { } modalities && modalities.Items().Any(modality => modality.Text() != "text"))
        {
            throw Of(modalities);
        }
    }

    public static InvalidRequestException Of(JsonField field) => field.Bad($"{field.Path} is not supported in this version.", "unsupported_parameter");

    private static void RefuseAny(JsonField root, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (root[name] is { } field)
            {
                throw Of(field);
            }
        }
    }

    /// <summary>Empty lists and objects ask for nothing.</summary>
    private static void RefuseFilled(JsonField root, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (root[name] is { } field && !IsEmpty(field.Element))
            {
                throw Of(field);
            }
        }
    }

    private static void RefuseChoice(JsonField root, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (root[name] is { } field && !(field.IsString && field.Text() == "none"))
            {
                throw Of(field);
            }
        }
    }

    private static bool IsEmpty(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.GetArrayLength() == 0,
        JsonValueKind.Object => element.GetPropertyCount() == 0,
        _ => false,
    };
}
