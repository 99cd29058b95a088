using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Conformance;

public abstract partial class ProviderConformance
{
    [Fact]
    public async Task A_streamed_answer_is_handed_over_piece_by_piece_and_comes_back_whole()
    {
        await using var server = FakeProvider.Start(call => call.EventsAsync(Wire.Stream(["two ", "and ", "two"], Wire.Stop, (11, 3))));
        var pieces = new List<string>();

        var answered = Assert.IsType<AttemptOutcome.Answered>(await CallAsync(server, pieces.Add));

        Assert.Equal(["two ", "and ", "two"], pieces);
        Assert.Equal(new AttemptOutcome.Answered("two and two", new TokenUsage(11, 3), "stop", Wire.Model), answered);
    }

    [Fact]
    public async Task A_piece_is_handed_over_before_the_next_one_was_sent()
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = FakeProvider.Start(async call =>
        {
            await call.BeginEventsAsync();
            await call.ChunkAsync(Wire.Piece("first "));
            await seen.Task.WaitAsync(Patience);
            foreach (var chunk in Wire.Stream(["second"], Wire.Stop, null))
            {
                await call.ChunkAsync(chunk);
            }

            await call.EndChunksAsync();
        });

        var outcome = await CallAsync(server, _ => seen.TrySetResult());

        Assert.Equal("first second", Assert.IsType<AttemptOutcome.Answered>(outcome).Text);
    }

    [Fact]
    public async Task A_stream_torn_into_single_bytes_reads_the_same()
    {
        var whole = string.Concat(Wire.Stream(["one ", "two"], Wire.Stop, (5, 6)));
        await using var server = FakeProvider.Start(call => call.EventsAsync(whole.Select(it => it.ToString())));

        var answered = Assert.IsType<AttemptOutcome.Answered>(await CallAsync(server, _ => { }));

        Assert.Equal(("one two", new TokenUsage(5, 6)), (answered.Text, answered.Usage));
    }

    [Fact]
    public async Task Streamed_usage_that_is_not_reported_is_estimated()
    {
        await using var server = FakeProvider.Start(call => call.EventsAsync(Wire.Stream(["12345"], Wire.Stop, usage: null)));

        Assert.Equal(new TokenUsage(4, 2), Assert.IsType<AttemptOutcome.Answered>(await CallAsync(server, _ => { })).Usage);
    }

    [Fact]
    public async Task A_streamed_answer_cut_at_the_token_limit_says_so()
    {
        await using var server = FakeProvider.Start(call => call.EventsAsync(Wire.Stream(["half"], Wire.Length, (1, 1))));

        Assert.Equal("length", Assert.IsType<AttemptOutcome.Answered>(await CallAsync(server, _ => { })).FinishReason);
    }

    [Fact]
    public async Task A_streamed_refusal_is_unusable_and_keeps_its_words()
    {
        await using var server = FakeProvider.Start(call => call.EventsAsync(Wire.StreamedRefusal("I will not.")));

        var unusable = await UnusableAsync(server, _ => { });

        Assert.Equal((UnusableReason.Refusal, "I will not."), (unusable.Reason, unusable.Text));
    }

    [Fact]
    public async Task A_streamed_answer_without_text_is_empty()
    {
        await using var server = FakeProvider.Start(call => call.EventsAsync(Wire.Stream([], Wire.Stop, (1, 1))));

        Assert.Equal(UnusableReason.Empty, (await UnusableAsync(server, _ => { })).Reason);
    }

    [Fact]
    public async Task A_page_instead_of_a_stream_is_unparseable()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, "<html>Welcome</html>", "text/html"));

        Assert.Equal(UnusableReason.Unparseable, (await UnusableAsync(server, _ => { })).Reason);
    }

    [Fact]
    public async Task Garbage_inside_a_stream_is_ambiguous()
    {
        await using var server = FakeProvider.Start(call => call.EventsAsync([Wire.Piece("a"), "data: {not json\n\n"]));

        Assert.IsType<AttemptOutcome.Ambiguous>(await CallAsync(server, _ => { }));
    }

    [Fact]
    public async Task An_error_event_inside_a_stream_is_ambiguous()
    {
        await using var server = FakeProvider.Start(call => call.EventsAsync([Wire.Piece("a"), Wire.ErrorEvent($"overloaded {Key}")]));

        var ambiguous = Assert.IsType<AttemptOutcome.Ambiguous>(await CallAsync(server, _ => { }));

        Assert.Equal(new AttemptOutcome.Ambiguous("error_event", "overloaded ***"), ambiguous);
    }

    [Fact]
    public async Task An_error_inside_a_plain_success_is_ambiguous()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Error("upstream", "it broke")));

        Assert.Equal(new AttemptOutcome.Ambiguous("error_event", "it broke"), await CallAsync(server));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_ends_without_its_end_is_never_a_success(bool inGoodOrder)
    {
        await using var server = FakeProvider.Start(async call =>
        {
            await call.BeginEventsAsync();
            await call.ChunkAsync(Wire.Piece("a whole sentence."));
            await (inGoodOrder ? call.EndChunksAsync() : Task.CompletedTask);
            call.Close();
        });

        Assert.IsType<AttemptOutcome.Ambiguous>(await CallAsync(server, _ => { }));
    }

    [Fact]
    public async Task A_stream_whose_end_only_a_closed_connection_marks_is_never_a_success_when_cut()
    {
        await using var server = FakeProvider.Start(async call =>
        {
            await call.RawAsync(FakeCall.Head(200, "text/event-stream", "Connection: close") + Wire.Piece("a whole sentence."));
            call.Close();
        });

        Assert.IsType<AttemptOutcome.Ambiguous>(await CallAsync(server, _ => { }));
    }
}
