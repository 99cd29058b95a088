using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Clients;

/// <summary>NuGet's OpenAI against a real server.</summary>
public sealed class OpenAiDotNetTests(ClientWorld world)
{
    private static readonly ChatMessage[] Messages = [new UserChatMessage("What is 17 * 24?")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_council_answers_a_chat_completion()
    {
        ChatCompletion answer = await (await ClientAsync("council-balanced")).CompleteChatAsync(Messages, cancellationToken: Ct);

        Assert.StartsWith("[simulated]", answer.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.True(answer.Usage.TotalTokenCount > 0);
    }

    [Theory]
    [InlineData("sim-slow")]
    [InlineData("mock-plain")]
    [InlineData("council-fast")]
    public async Task A_stream_brings_the_whole_text_and_its_end(string model)
    {
        var (text, finish, spread) = await StreamAsync(model);

        Assert.True(model == "mock-plain" ? text == MockModels.Answer : text.StartsWith("[simulated]", StringComparison.Ordinal), text);
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.True(model != "sim-slow" || spread > TimeSpan.FromMilliseconds(500), spread.ToString());
    }

    [Fact]
    public async Task An_unknown_model_is_an_error()
    {
        var client = await ClientAsync("nobody");
        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync(Messages, cancellationToken: Ct));

        Assert.Equal(404, error.Status);
        Assert.Contains("model_not_found", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_are_refused_by_name()
    {
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("f") } };
        var client = await ClientAsync("sim-quick");
        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync(Messages, options, Ct));

        Assert.Equal(400, error.Status);
        Assert.Contains("unsupported_parameter", error.Message, StringComparison.Ordinal);
    }

    /// <summary>This client reads no x-should-retry and sends a 502 three times more: it is told of the same failure, and pays once.</summary>
    [Fact]
    public async Task A_request_that_failed_is_an_error_after_the_clients_own_retries()
    {
        var client = await ClientAsync("sim-fail");
        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync(Messages, cancellationToken: Ct));

        Assert.Equal(502, error.Status);
        Assert.Single(await (await world.ServerAsync()).RequestsOfAsync("dotnet-sim-fail", Ct));
    }

    /// <summary>This client takes a clean end of a cut stream for success: only the broken connection makes it throw.</summary>
    [Fact]
    public async Task A_stream_that_breaks_off_is_thrown_never_ended() =>
        Assert.IsNotType<OperationCanceledException>(await Assert.ThrowsAnyAsync<Exception>(() => StreamAsync("mock-cut")));

    private async Task<(string Text, ChatFinishReason? Finish, TimeSpan Spread)> StreamAsync(string model)
    {
        var (text, finish, first) = (new StringBuilder(), (ChatFinishReason?)null, 0L);
        await foreach (var update in (await ClientAsync(model)).CompleteChatStreamingAsync(Messages, cancellationToken: Ct))
        {
            foreach (var part in update.ContentUpdate.Where(part => part.Text.Length > 0))
            {
                first = first == 0 ? Stopwatch.GetTimestamp() : first;
                text.Append(part.Text);
            }

            finish ??= update.FinishReason;
        }

        return (text.ToString(), finish, Stopwatch.GetElapsedTime(first));
    }

    private async Task<ChatClient> ClientAsync(string model)
    {
        var options = new OpenAIClientOptions { Endpoint = (await world.ServerAsync()).OpenAi() };
        options.AddPolicy(new TenantHeader($"dotnet-{model}"), PipelinePosition.PerCall);
        return new ChatClient(model, new ApiKeyCredential("any"), options);
    }

    private sealed class TenantHeader(string tenant) : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Set("X-Council-Tenant", tenant);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Set("X-Council-Tenant", tenant);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }
    }
}
