using System.Text;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Requests;

/// <summary>Text on its way from the model to the caller, through worker, transport and council.</summary>
public sealed class StreamedAnswerTests
{
    private static readonly string[] Pieces = ["It is 17 * 20 + 17 * 4", ", which is 408.\n", "FINAL ANSWER: 408", "\nQED"];

    [Theory]
    [InlineData(ExecutionMode.Direct)]
    [InlineData(ExecutionMode.Fast)]
    public async Task Text_arrives_while_the_model_still_writes_and_is_the_beginning_of_the_answer(ExecutionMode mode)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        var watched = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var process = await OneProcess.StartAsync(
            ("a", new PiecewiseChatClient(Pieces) { Before = number => number == 0 ? watched.Task : seen.Task }));
        var submission = await process.Council.SubmitAsync(Ask(mode) with { Stream = true }, patience.Token);
        var text = new StringBuilder();
        FinalResponse? end = null;
        await using var pieces = AnswerStream.ReadAsync(process.Council, submission.Id, patience.Token).GetAsyncEnumerator(patience.Token);
        var next = pieces.MoveNextAsync();
        watched.SetResult();
        for (; await next; next = pieces.MoveNextAsync())
        {
            text.Append((pieces.Current as AnswerPiece.Text)?.Value);
            end = (pieces.Current as AnswerPiece.Ended)?.Response;
            seen.TrySetResult(); // the model goes on only once its first words were read here
        }

        Assert.Equal(string.Concat(Pieces), end?.Content);
        Assert.Equal(end?.Content, text.ToString());
    }

    [Theory]
    [InlineData(ExecutionMode.Direct, false, 0)]
    [InlineData(ExecutionMode.Fast, false, 0)]
    [InlineData(ExecutionMode.Balanced, true, 0)]
    [InlineData(ExecutionMode.Fast, true, 1)]
    public async Task Models_stream_only_where_somebody_reads_along_and_nothing_may_change_the_text(ExecutionMode mode, bool stream, int expected)
    {
        var model = new PiecewiseChatClient(Pieces);
        await using var process = await OneProcess.StartAsync(("a", model));
        var answer = await process.Council.AskAsync(Ask(mode) with { Stream = stream }, TestContext.Current.CancellationToken);

        Assert.Equal((RequestState.Completed, 1, expected), (answer.Status, model.Calls, model.Streams));
    }

    private static CouncilRequest Ask(ExecutionMode mode) =>
        CouncilRequest.From("What is 17 * 24? End with the line FINAL ANSWER: and the number.") with { Mode = mode, Models = ["a"] };
}
