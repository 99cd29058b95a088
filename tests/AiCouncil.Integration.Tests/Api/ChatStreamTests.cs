using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace AiCouncil.Integration.Tests.Api;

public sealed class ChatStreamTests
{
    private const string Ask = """{"model":"council-fast","stream":true,"messages":[{"role":"user","content":"hi"}]}""";

    [Fact]
    public async Task A_stream_has_the_role_the_text_the_end_the_usage_and_done()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request =>
        {
            request.Delta(0, "Hel");
            request.Delta(3, "lo\n");
            request.Complete("Hello\nworld");
        };

        var response = await server.PostAsync("/v1/chat/completions", Ask[..^1] + ""","stream_options":{"include_usage":true}}""");

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(server.Council.Only.Id.ToString(), response.Header("x-request-id"));
        var text = await response.TextAsync();
        Assert.DoesNotContain("event:", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        var chunks = Chunks(text);
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString()));
        Assert.All(chunks, chunk => Assert.Equal("chatcmpl-" + server.Council.Only.Id, chunk.GetProperty("id").GetString()));
        Assert.Equal("assistant", chunks[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString());
        Assert.Equal(["Hel", "lo\n", "world"], chunks[1..4].Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()));
        Assert.Equal("stop", chunks[4].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.True(chunks[4].GetProperty("council").GetProperty("degraded").GetBoolean());
        Assert.Equal(0, chunks[5].GetProperty("choices").GetArrayLength());
        Assert.Equal(17, chunks[5].GetProperty("usage").GetProperty("total_tokens").GetInt64());
        Assert.Equal(6, chunks.Count);
    }

    [Theory]
    [InlineData(Ask, true)]
    [InlineData("""{"model":"council-fast","messages":[{"role":"user","content":"hi"}]}""", false)]
    public async Task The_council_learns_whether_somebody_reads_along(string body, bool stream)
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Complete("ok");

        await (await server.PostAsync("/v1/chat/completions", body)).TextAsync();
        Assert.Equal(stream, server.Council.Only.Asked.Stream);
    }

    [Fact]
    public async Task Without_stream_options_no_chunk_speaks_of_usage()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Complete("ok");

        Assert.DoesNotContain("usage", await (await server.PostAsync("/v1/chat/completions", Ask)).TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_delta_is_sent_as_it_comes()
    {
        await using var server = await ApiServer.StartAsync();
        var answer = server.PostAsync("/v1/chat/completions", Ask);
        var request = await server.WatchedRequestAsync();
        request.Delta(0, "first");
        var reader = await ReaderAsync(await answer);

        Assert.Contains("first", await LineWithAsync(reader, "first"), StringComparison.Ordinal);
        request.Delta(5, " second");
        Assert.Contains(" second", await LineWithAsync(reader, "second"), StringComparison.Ordinal);
        request.Complete("first second");
        Assert.Contains("[DONE]", await LineWithAsync(reader, "[DONE]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_is_filled_with_comments_first_after_10_seconds_then_every_15()
    {
        await using var server = await ApiServer.StartAsync();
        var start = server.Clock.GetUtcNow();
        var answer = server.PostAsync("/v1/chat/completions", Ask);
        var request = await server.WatchedRequestAsync();

        var reader = await ReaderAsync(await server.AdvanceUntilAsync(answer));
        Assert.True(server.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(10));
        await LineWithAsync(reader, ": keep-alive");
        start = server.Clock.GetUtcNow();
        await server.AdvanceUntilAsync(LineWithAsync(reader, ": keep-alive"));
        Assert.True(server.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(14));

        request.Complete("ok");
        await LineWithAsync(reader, "[DONE]");
    }

    [Fact]
    public async Task A_failure_before_the_first_text_has_its_own_status()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Fail("no_usable_answer");

        await (await server.PostAsync("/v1/chat/completions", Ask)).AssertOpenAiErrorAsync(HttpStatusCode.BadGateway, "no_usable_answer");
    }

    [Fact]
    public async Task A_failure_after_text_is_an_error_frame_and_a_cut_connection_and_never_done()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var server = await ApiServer.StartAsync();
            server.Council.OnSubmit = request =>
            {
                request.Delta(0, "part");
                request.Fail("worker_lost");
            };

            var (text, cut) = await ReadUntilCutAsync(await server.PostAsync("/v1/chat/completions", Ask));

            Assert.True(cut);
            Assert.Contains("\"content\":\"part\"", text, StringComparison.Ordinal);
            Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
            var last = Chunks(text)[^1].GetProperty("error");
            Assert.Equal("worker_lost", last.GetProperty("code").GetString());
            Assert.NotEmpty(last.GetProperty("message").GetString()!);
            Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_answer_that_does_not_continue_what_was_streamed_is_an_error()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request =>
        {
            request.Delta(0, "one thing");
            request.Complete("another");
        };

        var (text, cut) = await ReadUntilCutAsync(await server.PostAsync("/v1/chat/completions", Ask));

        Assert.True(cut);
        Assert.Equal("stream_broken", Chunks(text)[^1].GetProperty("error").GetProperty("code").GetString());
    }

    /// <summary>Reads raw bytes; a connection that is cut shows as an exception after the last of them.</summary>
    private static async Task<(string Text, bool Cut)> ReadUntilCutAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var bytes = new MemoryStream();
        try
        {
            await body.CopyToAsync(bytes, TestContext.Current.CancellationToken);
            return (Encoding.UTF8.GetString(bytes.ToArray()), false);
        }
        catch (HttpIOException cut) when (cut.HttpRequestError == HttpRequestError.ResponseEnded)
        {
            return (Encoding.UTF8.GetString(bytes.ToArray()), true);
        }
    }

    private static async Task<StreamReader> ReaderAsync(HttpResponseMessage response) =>
        new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), Encoding.UTF8);

    private static async Task<string> LineWithAsync(StreamReader reader, string part)
    {
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException("The stream ended without " + part);
    }

    private static List<JsonElement> Chunks(string text) =>
    [
        .. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Where(frame => frame.StartsWith("data: {", StringComparison.Ordinal))
            .Select(frame => JsonDocument.Parse(frame["data: ".Length..]).RootElement),
    ];
}
