using AiCouncil.Models;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Conformance;

public abstract partial class ProviderConformance
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_connection_is_not_sent(bool streamed)
    {
        var outcome = await Endpoint(FakeProvider.Nobody(), Key, Patience)
            .CallAsync(Prompt("hello"), streamed ? _ => { } : null, TestContext.Current.CancellationToken);

        Assert.Equal("connect", Assert.IsType<AttemptOutcome.NotSent>(outcome).Category);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_not_sent()
    {
        var outcome = await Endpoint(new Uri("https://no-such-host.invalid/v1"), Key, Patience)
            .CallAsync(Prompt("hello"), onDelta: null, TestContext.Current.CancellationToken);

        Assert.IsType<AttemptOutcome.NotSent>(outcome);
    }

    [Fact]
    public async Task A_failed_handshake_is_not_sent()
    {
        await using var plain = new PlainTextListener();

        var outcome = await Endpoint(new Uri($"https://127.0.0.1:{plain.Port}/v1"), Key, Patience)
            .CallAsync(Prompt("hello"), onDelta: null, TestContext.Current.CancellationToken);

        Assert.Equal("tls", Assert.IsType<AttemptOutcome.NotSent>(outcome).Category);
    }

    [Fact]
    public async Task A_call_cancelled_before_it_began_is_not_sent()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Answer("late", Wire.Stop, null)));

        var outcome = await Endpoint(server.BaseUrl, Key, Patience).CallAsync(Prompt("hello"), null, new CancellationToken(true));

        Assert.IsType<AttemptOutcome.NotSent>(outcome);
        Assert.Equal(0, server.Connections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reset_after_the_request_was_read_is_ambiguous_and_not_repeated(bool streamed)
    {
        await using var server = FakeProvider.Start(call => Done(call.Reset));

        Assert.IsType<AttemptOutcome.Ambiguous>(await CallAsync(server, streamed ? _ => { } : null));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_close_without_a_word_is_ambiguous()
    {
        await using var server = FakeProvider.Start(call => Done(call.Close));

        Assert.IsType<AttemptOutcome.Ambiguous>(await CallAsync(server));
    }

    [Theory]
    [InlineData("Content-Length: 500")]
    [InlineData("Connection: close")]
    public async Task A_body_that_is_cut_is_ambiguous(string framing)
    {
        await using var server = FakeProvider.Start(async call =>
        {
            await call.RawAsync(FakeCall.Head(200, "application/json", framing) + Wire.Answer("x", Wire.Stop, (1, 1))[..^5]);
            call.Close();
        });

        Assert.IsType<AttemptOutcome.Ambiguous>(await CallAsync(server));
    }

    /// <summary>A client may take a connection from its pool that is already dead: it must not pay twice for it.</summary>
    [Fact]
    public async Task Kept_connections_that_the_server_drops_cost_one_request_a_call_at_most()
    {
        await using var server = FakeProvider.Start(async call =>
        {
            await call.AnswerAsync(200, Wire.Answer("again", Wire.Stop, (1, 1)));
            call.Close();
        });
        var endpoint = Endpoint(server.BaseUrl, Key, Patience);
        var answered = 0;

        for (var call = 1; call <= 50; call++)
        {
            var outcome = await endpoint.CallAsync(Prompt("again"), onDelta: null, TestContext.Current.CancellationToken);
            answered += outcome is AttemptOutcome.Answered ? 1 : 0;
            Assert.True(server.Requests.Count <= call);
        }

        Assert.InRange(answered, 1, server.Requests.Count);
    }

    [Fact]
    public async Task A_kept_connection_that_is_reset_after_the_request_was_read_is_ambiguous_and_not_repeated()
    {
        await using var server = FakeProvider.Start(call => call.Number == 1
            ? call.AnswerAsync(200, Wire.Answer("first", Wire.Stop, (1, 1)))
            : Done(call.Reset));
        var endpoint = Endpoint(server.BaseUrl, Key, Patience);
        await endpoint.CallAsync(Prompt("first"), onDelta: null, TestContext.Current.CancellationToken);

        var second = await endpoint.CallAsync(Prompt("second"), onDelta: null, TestContext.Current.CancellationToken);

        Assert.IsType<AttemptOutcome.Ambiguous>(second);
        Assert.Equal((2, 1), (server.Requests.Count, server.Connections));
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_for_ever()
    {
        var filler = new string(' ', 1 << 20);
        await using var server = FakeProvider.Start(async call =>
        {
            await call.BeginEventsAsync();
            while (true)
            {
                await call.ChunkAsync(filler);
            }
        });

        var unusable = await UnusableAsync(server);

        Assert.Equal(UnusableReason.Unparseable, unusable.Reason);
        await server.ClientClosed.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stalled_call_ends_at_its_timeout_as_ambiguous_and_closes_the_socket(bool streamed)
    {
        await using var server = FakeProvider.Start(call => StallAfterHeadAsync(call, streamed));
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Endpoint(server.BaseUrl, Key, TimeSpan.FromSeconds(5))
            .CallAsync(Prompt("hello"), streamed ? _ => reached.TrySetResult() : null, TestContext.Current.CancellationToken);
        await (streamed ? reached.Task : server.FirstRequest).WaitAsync(Patience);

        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("timeout", Assert.IsType<AttemptOutcome.Ambiguous>(await running.WaitAsync(Patience)).Category);
        await server.ClientClosed.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_a_running_call_closes_the_socket_and_is_cancelled(bool streamed)
    {
        await using var server = FakeProvider.Start(call => StallAfterHeadAsync(call, streamed));
        using var cancel = new CancellationTokenSource();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Endpoint(server.BaseUrl, Key, Patience)
            .CallAsync(Prompt("hello"), streamed ? _ => reached.TrySetResult() : null, cancel.Token);
        await (streamed ? reached.Task : server.FirstRequest).WaitAsync(Patience);

        await cancel.CancelAsync();

        Assert.IsType<AttemptOutcome.Cancelled>(await running.WaitAsync(Patience));
        await server.ClientClosed.WaitAsync(Patience);
        Assert.Single(server.Requests);
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private async Task StallAfterHeadAsync(FakeCall call, bool streamed)
    {
        if (streamed)
        {
            await call.BeginEventsAsync();
            await call.ChunkAsync(Wire.Piece("a"));
        }

        await call.StallAsync();
    }
}
