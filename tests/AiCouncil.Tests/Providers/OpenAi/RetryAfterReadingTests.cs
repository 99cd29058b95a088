using AiCouncil.Providers.OpenAi;
using CsCheck;
using Xunit;

namespace AiCouncil.Tests.Providers.OpenAi;

public sealed class RetryAfterReadingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1s", 1_000)]
    [InlineData("6m0s", 360_000)]
    [InlineData("120ms", 120)]
    [InlineData("1h2m3.5s", 3_723_500)]
    [InlineData("2d", 86_400_000)]
    [InlineData("1m30s500ms", 90_500)]
    [InlineData("15", 15_000)]
    public void A_duration_is_read_up_to_a_day(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), RetryAfterReading.Duration(text));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1x")]
    public void What_is_no_duration_is_none(string text) => Assert.Null(RetryAfterReading.Duration(text));

    [Theory]
    [InlineData("0", "5", "7s", "2s", 7)]
    [InlineData("5", "0", "7s", "2s", 2)]
    [InlineData("0", "0", "7s", "2s", 7)]
    [InlineData("5", "5", "7s", "2s", 2)]
    public void The_limit_that_is_used_up_decides(string requestsLeft, string tokensLeft, string requests, string tokens, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(
            "",
            ("x-ratelimit-remaining-requests", requestsLeft), ("x-ratelimit-remaining-tokens", tokensLeft),
            ("x-ratelimit-reset-requests", requests), ("x-ratelimit-reset-tokens", tokens)));

    [Fact]
    public void The_most_explicit_spelling_wins() =>
        Assert.Equal(TimeSpan.FromMilliseconds(250), Read("try again in 9s", ("Retry-After", "1"), ("retry-after-ms", "250")));

    [Theory]
    [InlineData("""{"error":{"details":[{"retryDelay":"21s"}]}}""", 21)]
    [InlineData("""{"retry_after": 3}""", 3)]
    public void Fields_of_the_body_are_read(string body, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(body));

    [Fact]
    public void Any_text_gives_no_wait_or_one_between_nothing_and_a_day() =>
        Gen.String.Select(Gen.String).Sample((header, body) =>
            Read(body, ("Retry-After", header), ("retry-after-ms", header), ("x-ratelimit-reset-tokens", header)) is not { } wait
            || (wait >= TimeSpan.Zero && wait <= TimeSpan.FromDays(1)));

    private static TimeSpan? Read(string body, params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return RetryAfterReading.Read(response.Headers, body, Now);
    }
}
