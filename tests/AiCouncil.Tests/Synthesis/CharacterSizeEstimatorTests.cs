using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Synthesis;
using Xunit;

namespace AiCouncil.Tests.Synthesis;

public sealed class CharacterSizeEstimatorTests
{
    private static readonly CharacterSizeEstimator Sizes = new();

    [Fact]
    public void Tokens_are_a_quarter_of_the_characters_and_a_frame_per_message() =>
        Assert.Equal(3 + 4 + 1 + 4, Sizes.InputTokens([new ChatTurn("user", "123456789"), new ChatTurn("assistant", "1")]));

    [Theory]
    [InlineData(CallRole.Plan, AnswerType.Prose, 2048)]
    [InlineData(CallRole.Member, AnswerType.Number, 4096)]
    [InlineData(CallRole.Member, AnswerType.Prose, 8192)]
    [InlineData(CallRole.Member, AnswerType.Document, 16_384)]
    [InlineData(CallRole.Synthesis, AnswerType.Prose, 8192)]
    public void Limits_leave_room_to_reason(CallRole role, AnswerType type, int max)
    {
        var size = Sizes.OutputTokens(role, type, new GenerationOptions(), Model(128_000));

        Assert.Equal(max, size.Max);
        Assert.InRange(size.Expected, 1, size.Max);
    }

    [Fact]
    public void A_callers_limit_bounds_what_the_caller_reads_but_not_the_plan()
    {
        var options = new GenerationOptions { MaxOutputTokens = 100 };

        Assert.Equal((100, 100), Sizes.OutputTokens(CallRole.Member, AnswerType.Prose, options, Model(128_000)));
        Assert.Equal(2048, Sizes.OutputTokens(CallRole.Plan, AnswerType.Prose, options, Model(128_000)).Max);
    }

    [Theory]
    [InlineData(8192, null, 4096)]
    [InlineData(8192, 6000, 6000)]
    [InlineData(8192, 20_000, 8192)]
    [InlineData(1, null, 1)]
    public void The_context_window_is_never_exceeded(int window, int? limit, int max) =>
        Assert.Equal(max, Sizes.OutputTokens(CallRole.Member, AnswerType.Document, new GenerationOptions { MaxOutputTokens = limit }, Model(window)).Max);

    private static ModelInfo Model(int window) => new("m", "openai", "openai", "gpt", 0.8, null, window, [], "default", Simulated: false);
}
