using System.Runtime.CompilerServices;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Requests;

public sealed class AnswerStreamTests
{
    private static readonly RequestId Id = new(new Guid("0198f000-0000-7000-8000-000000000001"));

    [Fact]
    public async Task Contiguous_deltas_are_passed_on_and_nothing_is_sent_twice()
    {
        var pieces = await ReadAsync(Completed("Hello world"), Delta(0, "Hel"), Delta(3, "lo"), Delta(3, "lo wor"), Delta(9, "ld"));

        Assert.Equal(["Hel", "lo", " wor", "ld"], Texts(pieces));
        Assert.IsType<AnswerPiece.Ended>(pieces[^1]);
    }

    [Fact]
    public async Task Without_deltas_the_committed_text_comes_in_one_piece()
    {
        var pieces = await ReadAsync(Completed("Hello"));

        Assert.Equal(["Hello"], Texts(pieces));
    }

    [Fact]
    public async Task After_a_gap_the_rest_comes_from_the_committed_text()
    {
        var pieces = await ReadAsync(Completed("abcdefgh"), Delta(0, "ab"), Delta(4, "ef"), Delta(2, "cd"));

        Assert.Equal(["ab", "cdefgh"], Texts(pieces));
        Assert.IsType<AnswerPiece.Ended>(pieces[^1]);
    }

    [Fact]
    public async Task A_delta_that_misses_the_beginning_is_not_passed_on()
    {
        var pieces = await ReadAsync(Completed("abcd"), Delta(2, "cd"));

        Assert.Equal(["abcd"], Texts(pieces));
    }

    [Fact]
    public async Task Text_of_another_attempt_or_call_is_not_mixed_in()
    {
        var pieces = await ReadAsync(Completed("abcd"), Delta(0, "ab"), Delta(0, "xy", attempt: "2.1"), Delta(2, "zz", call: 2), Delta(2, "c"));

        Assert.Equal(["ab", "c", "d"], Texts(pieces));
    }

    [Fact]
    public async Task An_answer_that_does_not_begin_with_what_was_sent_is_broken_and_never_success()
    {
        var pieces = await ReadAsync(Completed("other"), Delta(0, "ab"));

        Assert.Equal(["ab"], Texts(pieces));
        Assert.IsType<AnswerPiece.Broken>(pieces[^1]);
    }

    [Fact]
    public async Task A_completed_answer_without_text_after_text_was_sent_is_broken()
    {
        var pieces = await ReadAsync(Completed(null), Delta(0, "ab"));

        Assert.IsType<AnswerPiece.Broken>(pieces[^1]);
    }

    [Theory]
    [InlineData(RequestState.Failed)]
    [InlineData(RequestState.Cancelled)]
    public async Task A_request_that_failed_ends_with_its_error(RequestState state)
    {
        var failed = Completed(null) with { Status = state, Error = new ErrorReport("deadline_exceeded", "late", true) };

        var pieces = await ReadAsync(failed, Delta(0, "ab"));

        Assert.Equal(failed, Assert.IsType<AnswerPiece.Ended>(pieces[^1]).Response);
    }

    [Fact]
    public async Task Events_that_end_before_the_request_are_broken()
    {
        var pieces = await ReadAsync(Completed(null) with { Status = RequestState.InProgress }, Delta(0, "ab"));

        Assert.IsType<AnswerPiece.Broken>(pieces[^1]);
    }

    [Fact]
    public async Task A_deleted_request_is_broken()
    {
        Assert.IsType<AnswerPiece.Broken>(Assert.Single(await ReadAsync(null)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"call":1,"attempt":"1.1","offset":-3,"text":"zz"}""")]
    public async Task A_delta_that_cannot_be_read_is_a_gap(string data)
    {
        var pieces = await ReadAsync(Completed("abc"), new CouncilEvent(Id, null, "answer.delta", default, data), Delta(0, "a"));

        Assert.Equal("abc", string.Concat(Texts(pieces)));
        Assert.IsType<AnswerPiece.Ended>(pieces[^1]);
    }

    private static IEnumerable<string> Texts(IEnumerable<AnswerPiece> pieces) => pieces.OfType<AnswerPiece.Text>().Select(piece => piece.Value);

    private static CouncilEvent Delta(int offset, string text, int call = 1, string attempt = "1.1") =>
        new(Id, null, "answer.delta", default, CouncilJson.Serialize(new AnswerDelta(call, attempt, offset, text)));

    private static FinalResponse Completed(string? content) => new()
    {
        Id = Id, Status = RequestState.Completed, Mode = ExecutionMode.Fast, CreatedAt = default, Content = content,
    };

    private static async Task<List<AnswerPiece>> ReadAsync(FinalResponse? response, params CouncilEvent[] events)
    {
        var pieces = new List<AnswerPiece>();
        await foreach (var piece in AnswerStream.ReadAsync(new ScriptedCouncil(response, events), Id, TestContext.Current.CancellationToken))
        {
            pieces.Add(piece);
        }

        return pieces;
    }

    private sealed class ScriptedCouncil(FinalResponse? response, CouncilEvent[] events) : ICouncil
    {
        public Task<FinalResponse> AskAsync(CouncilRequest request, CancellationToken ct) => throw new NotSupportedException();

        public Task<Submission> SubmitAsync(CouncilRequest request, CancellationToken ct) => throw new NotSupportedException();

        public Task<bool> CancelAsync(RequestId id, CancellationToken ct) => throw new NotSupportedException();

        public Task<FinalResponse?> GetAsync(RequestId id, CancellationToken ct) => Task.FromResult(response);

        public async IAsyncEnumerable<CouncilEvent> WatchAsync(RequestId id, long after, [EnumeratorCancellation] CancellationToken ct)
        {
            foreach (var one in events)
            {
                await Task.CompletedTask;
                yield return one;
            }
        }
    }
}
