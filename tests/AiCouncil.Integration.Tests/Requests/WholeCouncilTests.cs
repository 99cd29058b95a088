using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Requests;

/// <summary>What holds only when the container, not a test, puts the rooms together.</summary>
public sealed class WholeCouncilTests
{
    private static readonly CouncilRequest Question = CouncilRequest.From("What is 17 * 24?");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_that_can_be_compared_are_voted_on()
    {
        await using var process = await StartAsync();
        var answer = await process.Council.AskAsync(Question with { Mode = ExecutionMode.BestQuality }, Ct);

        // Whether the third is still heard is a matter of time; it cannot change the vote.
        Assert.Equal("It is 408.\n\n**408**", answer.Content);
        Assert.Equal(["a", "b"], Assert.Single(answer.Verdicts).Groups[0].Models.Order());
        Assert.True(answer.OverallConfidence >= 2d / 3, answer.Explanation);
        Assert.Equal(["a", "b"], answer.Members.Where(member => member.Agrees == true).Select(member => member.Model).Order());
    }

    [Fact]
    public async Task Balanced_stops_when_two_agree()
    {
        await using var process = await StartAsync();
        var answer = await process.Council.AskAsync(Question with { Mode = ExecutionMode.Balanced, Models = ["a", "b", "c"] }, Ct);

        Assert.Equal("408", Assert.Single(answer.Verdicts).Answer);
        Assert.InRange(answer.Members.Count, 2, 3);
        Assert.True(answer.Members.Count(member => member.Agrees == true) == 2, answer.Explanation);
    }

    [Theory]
    [InlineData(ExecutionMode.Fast)]
    [InlineData(ExecutionMode.Direct)]
    public async Task A_single_text_stands_even_if_no_number_can_be_read_out_of_it(ExecutionMode mode)
    {
        const string text = "Count the squares, then add what is left over.";
        PiecewiseChatClient[] models = [new(text), new("FINAL ANSWER: 408")];
        await using var process = await OneProcess.StartAsync(("a", models[0]), ("b", models[1]));
        var answer = await process.Council.AskAsync(Question with { Mode = mode, Models = mode == ExecutionMode.Direct ? ["a"] : [] }, Ct);

        Assert.Equal((text, false, 1), (answer.Content, answer.Degraded, models.Sum(model => model.Calls)));
    }

    private static Task<OneProcess> StartAsync() => OneProcess.StartAsync(
        ("a", new PiecewiseChatClient("It is 408.\nFINAL ANSWER: 408")),
        ("b", new PiecewiseChatClient("It is 408.\nFINAL ANSWER: 408")),
        ("c", new PiecewiseChatClient("It is 398.\nFINAL ANSWER: 398")));
}
