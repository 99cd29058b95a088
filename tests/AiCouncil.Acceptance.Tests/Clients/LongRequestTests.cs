using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Clients;

/// <summary>A model that is silent for 12 s: the server fills the silence from the tenth second, and no client minds.</summary>
public sealed class LongRequestTests(ClientWorld world)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keep_alive_comments_disturb_no_client()
    {
        var raw = RawAsync();
        var openai = world.RunAsync("openai.mjs", "late", Ct);
        var ai = world.RunAsync("ai-sdk.mjs", "late", Ct);
        var dotnet = DotNetAsync();

        Assert.Contains("\n\n: keep-alive\n\n", await raw, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", await raw, StringComparison.Ordinal);
        foreach (var result in new[] { await openai, await ai })
        {
            Assert.Equal(MockModels.Answer, string.Concat(result.GetProperty("pieces").EnumerateArray().Select(piece => piece.GetString())));
            Assert.True(result.GetProperty("lastMs").GetInt32() >= 12_000, result.ToString());
        }

        Assert.Equal(JsonValueKind.Null, (await openai).GetProperty("error").ValueKind);
        Assert.Equal("stop", (await ai).GetProperty("finish").Text("value"));
        Assert.Equal(MockModels.Answer, await dotnet);
    }

    private async Task<string> RawAsync()
    {
        var body = """{"model":"mock-late","stream":true,"messages":[{"role":"user","content":"What is 17 * 24?"}]}""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await (await world.ServerAsync()).Client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), content, Ct);
        return await response.Content.ReadAsStringAsync(Ct);
    }

    private async Task<string> DotNetAsync()
    {
        var options = new OpenAIClientOptions { Endpoint = (await world.ServerAsync()).OpenAi() };
        var client = new ChatClient("mock-late", new System.ClientModel.ApiKeyCredential("any"), options);
        var text = new StringBuilder();
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("What is 17 * 24?")], cancellationToken: Ct))
        {
            text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
        }

        return text.ToString();
    }
}
