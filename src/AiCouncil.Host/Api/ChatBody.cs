using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>
/// Reads the body of a chat completion. What would change the meaning of the answer and is not built is refused by its name;
/// what is unknown is ignored and counted.
/// </summary>
internal sealed class ChatBody(IModelCatalogue catalogue, IgnoredFields ignored)
{
    private static readonly HashSet<string> Known =
    [
        "model", "messages", "stream", "stream_options", "temperature", "top_p", "frequency_penalty", "presence_penalty", "seed", "stop",
        "max_tokens", "max_completion_tokens", "response_format", "user", "metadata", "store",
        "n", "modalities", "logprobs", "top_logprobs", "logit_bias", "tools", "tool_choice", "functions", "function_call", "audio",
    ];

    public ChatCall Read(JsonField root)
    {
        ChatUnsupported.Refuse(root);
        var name = (root["model"] ?? throw new InvalidRequestException("model", "Name a model.", "missing_field")).Text();
        var (mode, models) = CouncilNames.Resolve(name, catalogue);
        var stream = root["stream"]?.Flag() ?? false;
        var request = new CouncilRequest
        {
            Messages = ChatMessages.Read(root),
            Mode = mode,
            Models = models,
            Generation = ChatGeneration.Read(root),
            Stream = stream,
            Metadata = RequestFields.Labels(root["metadata"]),
        };
        var usage = IncludesUsage(root["stream_options"]);
        CountIgnored(root);
        return new ChatCall(name, request, stream, usage);
    }

    private static bool IncludesUsage(JsonField? options)
    {
        options?.RequireObject();
        return options?["include_usage"]?.Flag() ?? false;
    }

    private void CountIgnored(JsonField root)
    {
        foreach (var name in root.Names.Where(name => !Known.Contains(name)))
        {
            ignored.Count(name);
        }
    }
}
