using AiCouncil.Models;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Conformance;

public abstract partial class ProviderConformance
{
    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task A_complete_error_is_rejected_with_the_vendors_words(int status)
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(status, Wire.Error("the_code", "the message")));

        var rejected = Assert.IsType<AttemptOutcome.Rejected>(await CallAsync(server));

        Assert.Equal(new AttemptOutcome.Rejected(status, "the_code", "the message", RetryAfter: null), rejected);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_complete_error_is_rejected_when_streaming_too(int status)
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(status, Wire.Error("the_code", "the message")));

        Assert.Equal(status, Assert.IsType<AttemptOutcome.Rejected>(await CallAsync(server, _ => { })).Status);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(502)]
    [InlineData(504)]
    [InlineData(524)]
    public async Task An_error_from_something_in_between_is_ambiguous(int status)
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(status, "<html>Bad gateway</html>", "text/html"));

        Assert.IsType<AttemptOutcome.Ambiguous>(await CallAsync(server));
    }

    [Theory]
    [InlineData("Retry-After: 20", 20_000)]
    [InlineData("Retry-After: Sat, 01 Jan 2000 00:00:20 GMT", 20_000)]
    [InlineData("retry-after-ms: 1500", 1_500)]
    [InlineData("x-ratelimit-reset-requests: 1s", 1_000)]
    [InlineData("x-ratelimit-reset-tokens: 6m0s", 360_000)]
    [InlineData("x-ratelimit-reset-requests: 120ms", 120)]
    [InlineData("Retry-After: Fri, 31 Dec 1999 23:00:00 GMT", 0)]
    public async Task How_long_to_wait_is_read_in_every_spelling_of_a_header(string header, int milliseconds)
    {
        await using var server = FakeProvider.Start(call =>
            call.AnswerAsync(429, Wire.Error("rate_limited", "slow down"), "application/json", header));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), await RetryAfterAsync(server));
    }

    [Theory]
    [InlineData("Rate limit reached. Please try again in 20s.", 20_000)]
    [InlineData("Rate limit reached. Please try again in 1m2.5s.", 62_500)]
    [InlineData("Busy, retry after 3 seconds", 3_000)]
    public async Task How_long_to_wait_is_read_from_the_words_of_the_error(string message, int milliseconds)
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(429, Wire.Error("rate_limited", message)));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), await RetryAfterAsync(server));
    }

    [Fact]
    public async Task How_long_to_wait_is_read_from_a_field_of_the_error()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(503, """{"error":"loading","retry_after":7}"""));

        Assert.Equal(TimeSpan.FromSeconds(7), await RetryAfterAsync(server));
    }

    [Fact]
    public async Task The_key_and_keys_like_it_are_hidden_in_an_error_that_echoes_them()
    {
        var message = $"Incorrect API key provided: {Key} (sk-other-**********wxyz). " + new string('x', 500);
        await using var server = FakeProvider.Start(call => call.AnswerAsync(401, Wire.Error("invalid_api_key", message)));

        var rejected = Assert.IsType<AttemptOutcome.Rejected>(await CallAsync(server));

        Assert.True(rejected.CredentialDead);
        Assert.DoesNotContain("sk-", rejected.Detail, StringComparison.Ordinal);
        Assert.StartsWith("Incorrect API key provided: ***", rejected.Detail, StringComparison.Ordinal);
        Assert.True(rejected.Detail.Length <= 300);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON at all")]
    [InlineData("{\"error\":")]
    public async Task An_error_with_any_body_is_rejected_by_its_status(string body)
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(500, body));

        Assert.Equal(500, Assert.IsType<AttemptOutcome.Rejected>(await CallAsync(server)).Status);
    }

    [Fact]
    public async Task An_error_whose_body_is_cut_is_no_complete_error()
    {
        await using var server = FakeProvider.Start(async call =>
        {
            await call.RawAsync(FakeCall.Head(429, "application/json", "Content-Length: 500") + "{\"error\"");
            call.Close();
        });

        Assert.IsType<AttemptOutcome.Ambiguous>(await CallAsync(server));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_refused_and_the_key_is_not_forwarded(int status)
    {
        await using var elsewhere = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Answer("stolen", Wire.Stop, null)));
        await using var server = FakeProvider.Start(call =>
            call.AnswerAsync(status, "", "text/plain", $"Location: {elsewhere.BaseUrl}/steal"));

        var rejected = Assert.IsType<AttemptOutcome.Rejected>(await CallAsync(server));

        Assert.Equal((status, "redirect"), (rejected.Status, rejected.Code));
        Assert.Equal(0, elsewhere.Connections);
    }

    [Fact]
    public async Task An_endpoint_without_a_key_is_sent_none()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Answer("yes", Wire.Stop, null)));

        await Endpoint(server.BaseUrl, key: null, Patience).CallAsync(Prompt("hello"), null, TestContext.Current.CancellationToken);

        Assert.Null(Wire.KeyOf(Assert.Single(server.Requests).Headers));
    }

    private async Task<TimeSpan?> RetryAfterAsync(FakeProvider server) =>
        Assert.IsType<AttemptOutcome.Rejected>(await CallAsync(server)).RetryAfter;
}
