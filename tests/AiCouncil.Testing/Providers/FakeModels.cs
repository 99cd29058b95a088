using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiCouncil.Testing.Providers;

/// <summary>
/// An OpenAI-compatible provider with a journal of its own: every call that arrived whole, which is what a vendor would bill. It
/// lives in the test, so it outlives any council that is killed.
/// </summary>
public sealed class FakeModels : IAsyncDisposable
{
    private readonly FakeProvider _provider;
    private readonly Func<ModelCall, Task> _script;
    private readonly Lock _gate = new();
    private readonly List<SentCall> _calls = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];

    private FakeModels(Func<ModelCall, Task> script)
    {
        _script = script;
        _provider = FakeProvider.Start(TakeAsync);
    }

    public Uri Endpoint => _provider.BaseUrl;

    /// <summary>Every call so far, in the order of arrival.</summary>
    public IReadOnlyList<SentCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <param name="script">Answers one call; runs for many at the same time.</param>
    public static FakeModels Start(Func<ModelCall, Task> script) => new(script);

    /// <summary>Every model gives this text at once.</summary>
    public static FakeModels Saying(string text) => new(call => call.AnswerAsync(text));

    /// <summary>Ends when so many calls have arrived since the start.</summary>
    public Task SeenAsync(int count)
    {
        lock (_gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            ReachNeedsLock();
            return reached.Task;
        }
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private async Task TakeAsync(FakeCall call)
    {
        if (call.Request.Method != "POST")
        {
            await call.AnswerAsync(405, "");
            return;
        }

        var body = JsonNode.Parse(call.Request.Body)!;
        var model = body["model"]!.GetValue<string>();
        var prompt = string.Join("\n", body["messages"]!.AsArray().Select(it => it!["content"]!.GetValue<string>()));
        var key = call.Request.Headers.GetValueOrDefault("authorization");
        var sent = new SentCall(TimeProvider.System.GetUtcNow(), model, prompt, call.Request.Body, key);
        lock (_gate)
        {
            _calls.Add(sent);
            ReachNeedsLock();
        }

        await _script(new ModelCall(call, sent, body["stream"]?.GetValue<bool>() == true));
    }

    private void ReachNeedsLock()
    {
        foreach (var (_, reached) in _waiting.Where(it => _calls.Count >= it.Count))
        {
            reached.TrySetResult();
        }
    }
}

/// <summary>A call as the provider's journal holds it.</summary>
/// <param name="Prompt">The texts of all messages.</param>
/// <param name="Body">As it came.</param>
/// <param name="Authorization">The header's value.</param>
public sealed record SentCall(DateTimeOffset At, string Model, string Prompt, string Body, string? Authorization);

/// <summary>One call at a fake model, and the ways to answer it.</summary>
public sealed class ModelCall
{
    private readonly bool _streamed;

    internal ModelCall(FakeCall wire, SentCall sent, bool streamed)
    {
        (Wire, Sent, _streamed) = (wire, sent, streamed);
    }

    /// <summary>Below the protocol: cut, stall, raw bytes.</summary>
    public FakeCall Wire { get; }

    public SentCall Sent { get; }

    /// <summary>Asks for a plan, whose schema is quoted in the prompt.</summary>
    public bool IsPlan => Sent.Prompt.Contains("\"answer_type\"", StringComparison.Ordinal);

    /// <summary>Asks to edit texts into one answer.</summary>
    public bool IsSynthesis => Sent.Prompt.Contains("\"base\"", StringComparison.Ordinal);

    /// <summary>The text and its usage (20 tokens in, 10 out), streamed if that was asked for.</summary>
    public Task AnswerAsync(string text) => _streamed ? Wire.EventsAsync(Chunks(text)) : Wire.AnswerAsync(200, Whole(text));

    /// <summary>The text in two pieces, the second after <paramref name="between"/>; where no stream was asked for, the whole after it.</summary>
    public async Task AnswerInTwoAsync(string first, string second, Task between)
    {
        if (!_streamed)
        {
            await WaitAsync(between);
            await AnswerAsync(first + second);
            return;
        }

        await Wire.BeginEventsAsync();
        await Wire.ChunkAsync(Chunks(first).First());
        await WaitAsync(between);
        foreach (var chunk in Chunks(second))
        {
            await Wire.ChunkAsync(chunk);
        }

        await Wire.EndChunksAsync();
    }

    public Task ErrorAsync(int status, params string[] headers) =>
        Wire.AnswerAsync(status, JsonSerializer.Serialize(new { error = new { message = "the fake was told to", type = "error" } }), headers: headers);

    /// <summary>Waits for what the test holds back, or for the end of the test.</summary>
    public Task WaitAsync(Task released) => released.WaitAsync(Wire.Stopped);

    private static object Usage => new { prompt_tokens = 20, completion_tokens = 10, total_tokens = 30 };

    private string Whole(string text) => JsonSerializer.Serialize(new
    {
        id = "c1",
        @object = "chat.completion",
        created = 1,
        model = Sent.Model,
        choices = new[] { new { index = 0, message = new { role = "assistant", content = text }, finish_reason = "stop" } },
        usage = Usage,
    });

    private IEnumerable<string> Chunks(string text) =>
    [
        Event(new[] { new { index = 0, delta = (object)new { role = "assistant", content = text }, finish_reason = (string?)null } }, usage: null),
        Event(new[] { new { index = 0, delta = new { }, finish_reason = "stop" } }, usage: null),
        Event(Array.Empty<object>(), Usage),
        "data: [DONE]\n\n",
    ];

    private string Event(object choices, object? usage) =>
        $"data: {JsonSerializer.Serialize(new { id = "c1", @object = "chat.completion.chunk", created = 1, model = Sent.Model, choices, usage })}\n\n";
}
