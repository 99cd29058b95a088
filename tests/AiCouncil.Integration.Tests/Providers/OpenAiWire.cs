using System.Text.Json;
using AiCouncil.Conformance;

namespace AiCouncil.Integration.Tests.Providers;

/// <summary><c>/v1/chat/completions</c> as OpenAI writes it.</summary>
internal sealed class OpenAiWire : ProviderWire
{
    public override string Answer(string text, string finish, (int Input, int Output)? usage) =>
        Body(new { role = "assistant", content = text }, finish, usage);

    public override string Refusal(string text) =>
        Body(new { role = "assistant", content = (string?)null, refusal = text }, "stop", (5, 5));

    public override string ToolCall(string function) => Body(
        new
        {
            role = "assistant",
            content = (string?)null,
            tool_calls = new[] { new { id = "call_1", type = "function", function = new { name = function, arguments = "{}" } } },
        },
        "tool_calls",
        (5, 5));

    public override IReadOnlyList<string> Stream(IReadOnlyList<string> pieces, string finish, (int Input, int Output)? usage) =>
    [
        .. pieces.Select(Piece),
        Chunk(new { }, finish),
        .. usage is { } used ? [Event(new { id = "c1", model = Model, choices = Array.Empty<object>(), usage = Usage(used) })] : Array.Empty<string>(),
        "data: [DONE]\n\n",
    ];

    public override IReadOnlyList<string> StreamedRefusal(string text) =>
        [Chunk(new { role = "assistant", refusal = text }, null), Chunk(new { }, "stop"), "data: [DONE]\n\n"];

    public override string Piece(string text) => Chunk(new { role = "assistant", content = text }, null);

    public override string ErrorEvent(string message) => Event(new { error = new { message, type = "server_error" } });

    public override string Error(string code, string message) =>
        JsonSerializer.Serialize(new { error = new { message, type = "some_type", code } });

    public override string? KeyOf(IReadOnlyDictionary<string, string> headers) =>
        headers.TryGetValue("authorization", out var value) ? value["Bearer ".Length..] : null;

    private static object Usage((int Input, int Output) used) =>
        new { prompt_tokens = used.Input, completion_tokens = used.Output, total_tokens = used.Input + used.Output };

    private static string Event(object body) => $"data: {JsonSerializer.Serialize(body)}\n\n";

    private string Chunk(object delta, string? finish) => Event(new
    {
        id = "c1",
        @object = "chat.completion.chunk",
        created = 1,
        model = Model,
        choices = new[] { new { index = 0, delta, finish_reason = finish } },
    });

    private string Body(object message, string finish, (int Input, int Output)? usage) => JsonSerializer.Serialize(new
    {
        id = "c1",
        @object = "chat.completion",
        created = 1,
        model = Model,
        choices = new[] { new { index = 0, message, finish_reason = finish } },
        usage = usage is { } used ? Usage(used) : null,
    });
}
