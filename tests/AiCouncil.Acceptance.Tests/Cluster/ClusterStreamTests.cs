using System.Text.Json;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary>Text that a worker receives reaches the server that its client is connected to, while the model still speaks.</summary>
[Collection(SharedServers.Name)]
public sealed class ClusterStreamTests(SharedServers servers)
{
    [Fact]
    public async Task A_chat_stream_brings_the_first_words_while_the_worker_waits_for_the_rest()
    {
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = FakeModels.Start(call => SayAsync(call, rest.Task));
        using var machines = new Machines(servers, Configurations.FiveModels(provider, callTimeoutSeconds: 120), 2);
        await using var server = await machines[0].ServeAsync();
        await using var worker = await SharedServers.WorkAsync(machines[1]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = Json.Content(new { model = "gamma", stream = true, messages = new[] { new { role = "user", content = "What colour is the sky?" } } }),
        };

        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await ReadUntilAsync(reader, "\"The sky \"");
        rest.SetResult();

        var end = await reader.ReadToEndAsync();
        Assert.Contains("\"is blue.\"", end, StringComparison.Ordinal);
        Assert.Contains("[DONE]", end, StringComparison.Ordinal);
        Assert.Single(provider.Calls);
    }

    [Fact]
    public async Task Who_joins_at_another_server_gets_the_text_from_its_beginning()
    {
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = FakeModels.Start(call => SayAsync(call, rest.Task));
        using var machines = new Machines(servers, Configurations.FiveModels(provider, callTimeoutSeconds: 120), 3);
        await using var first = await machines[0].ServeAsync();
        await using var second = await machines[1].ServeAsync();
        await using var worker = await SharedServers.WorkAsync(machines[2]);
        var id = await first.SubmitAsync(new { prompt = "What colour is the sky?", mode = "direct", models = new[] { "gamma" }, stream = true });
        await first.PatientlyAsync(provider.SeenAsync(1));
        await ReadUntilAsync(await EventsAsync(first, id), "The sky ");

        using var late = await EventsAsync(second, id);
        await ReadUntilAsync(late, "The sky ");
        rest.SetResult();

        Assert.Contains("request.completed", await late.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private static async Task<StreamReader> EventsAsync(ServerProcess server, string id) =>
        new(await server.Client.GetStreamAsync(new Uri($"/api/v1/requests/{id}/events", UriKind.Relative)));

    private static async Task ReadUntilAsync(StreamReader reader, string text)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The stream ended without {text}.");
    }

    private static async Task SayAsync(ModelCall call, Task rest)
    {
        await call.Wire.BeginEventsAsync();
        await call.Wire.ChunkAsync(Piece("The sky ", null));
        await call.WaitAsync(rest);
        await call.Wire.ChunkAsync(Piece("is blue.", null));
        await call.Wire.ChunkAsync(Piece("", "stop"));
        await call.Wire.ChunkAsync("data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gamma\",\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":10,\"total_tokens\":30}}\n\ndata: [DONE]\n\n");
        await call.Wire.EndChunksAsync();
    }

    private static string Piece(string content, string? finish) => "data: " + JsonSerializer.Serialize(new
    {
        id = "c1", @object = "chat.completion.chunk", created = 1, model = "gamma",
        choices = new[] { new { index = 0, delta = new { content }, finish_reason = finish } },
    }) + "\n\n";
}
