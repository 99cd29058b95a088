using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>The JSON of chat completions, whole and in chunks.</summary>
internal sealed class ChatJson(ChatCall call, RequestId id, DateTimeOffset now)
{
    private readonly long _created = now.ToUnixTimeSeconds();
    private readonly string _id = "chatcmpl-" + id;

    public object Completion(FinalResponse response) => new
    {
        id = _id,
        @object = "chat.completion",
        created = _created,
        model = call.Model,
        choices = new[]
        {
            new
            {
                index = 0,
                message = new { role = "assistant", content = response.Content, refusal = (string?)null },
                logprobs = (object?)null,
                finish_reason = FinishReason(response),
            },
        },
        usage = Usage(response),
        council = Summary(response),
    };

    public string First() => Chunk(new { role = "assistant", content = "" }, null, null);

    public string Text(string text) => Chunk(new { content = text }, null, null);

    public string Last(FinalResponse response) => Chunk(new { }, FinishReason(response), Summary(response));

    /// <summary>The chunk without a choice that stream_options.include_usage asks for.</summary>
    public string UsageChunk(FinalResponse response) => CouncilJson.Serialize(new
    {
        id = _id,
        @object = "chat.completion.chunk",
        created = _created,
        model = call.Model,
        choices = Array.Empty<object>(),
        usage = Usage(response),
    });

    private string Chunk(object delta, string? finishReason, object? council)
    {
        var chunk = new Dictionary<string, object?>
        {
            ["id"] = _id,
            ["object"] = "chat.completion.chunk",
            ["created"] = _created,
            ["model"] = call.Model,
            ["choices"] = new[] { new { index = 0, delta, logprobs = (object?)null, finish_reason = finishReason } },
        };
        if (call.IncludeUsage)
        {
            chunk["usage"] = null;
        }

        if (council is not null)
        {
            chunk["council"] = council;
        }

        return CouncilJson.Serialize(chunk);
    }

    private static string FinishReason(FinalResponse response) => response.FinishReason is "length" or "content_filter" ? response.FinishReason : "stop";

    private static object Usage(FinalResponse response) => new
    {
        prompt_tokens = response.Usage.InputTokens,
        completion_tokens = response.Usage.OutputTokens,
        total_tokens = response.Usage.InputTokens + response.Usage.OutputTokens,
    };

    private static object Summary(FinalResponse response) => new
    {
        id = response.Id,
        mode = response.Mode,
        confidence = response.OverallConfidence,
        confidence_kind = response.ConfidenceKind,
        degraded = response.Degraded,
        degraded_reasons = response.DegradedReasons,
        stop_reason = response.StopReason,
        cost = response.Cost,
        members = response.Members,
        simulated = response.Simulated,
    };
}
