using AiCouncil.Models;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Models;

public sealed class RecordingsTests
{
    private const string TwoLines = """
        {"prompt": "Two\nlines?", "outputs": {"a": "yes", "b": "no"}, "reference": "yes"}

        {"prompt": "Odd?", "outputs": {"a": " "}}
        """;

    [Fact]
    public async Task A_member_answers_as_the_recorded_model_did()
    {
        var deltas = new List<string>();

        var outcome = Assert.IsType<AttemptOutcome.Answered>(await Endpoint("b").CallAsync(Calls.Member("Two\r\nlines?  "), deltas.Add, CancellationToken.None));

        Assert.Equal(("no", "b", 1), (outcome.Text, outcome.Model, outcome.Usage.OutputTokens));
        Assert.Equal(["no"], deltas);
    }

    [Theory]
    [InlineData(CallRole.Plan, "Two\nlines?", "b")]
    [InlineData(CallRole.Synthesis, "Two\nlines?", "b")]
    [InlineData(CallRole.Member, "two\nlines?", "b")]
    [InlineData(CallRole.Member, "Odd?", "b")]
    public async Task What_was_not_recorded_is_rejected_for_good(CallRole role, string question, string model)
    {
        var rejected = Assert.IsType<AttemptOutcome.Rejected>(await Endpoint(model).CallAsync(Calls.As(role, question), null, CancellationToken.None));

        Assert.Equal("not_recorded", rejected.Code);
        Assert.True(rejected.Permanent);
    }

    [Fact]
    public async Task An_empty_recorded_answer_is_unusable() =>
        Assert.IsType<AttemptOutcome.Unusable>(await Endpoint("a").CallAsync(Calls.As(CallRole.Member, "Odd?"), null, CancellationToken.None));

    [Theory]
    [InlineData("{\"prompt\": \"x\", \"outputs\": {}}\nnonsense", 2, "not one JSON object")]
    [InlineData("[]", 1, "has no \"prompt\"")]
    [InlineData("{\"prompt\": 1}", 1, "has no \"prompt\"")]
    [InlineData("\n{\"prompt\": \"x\"}", 2, "has no \"outputs\"")]
    [InlineData("{\"prompt\": \"x\", \"outputs\": {\"a\": 1}}", 1, "outputs.a is not a text")]
    [InlineData("{\"prompt\": \"x\", \"outputs\": {\"a\": \"\\ud800\"}}", 1, "not one JSON object")]
    [InlineData("", 0, "holds no recordings")]
    public void A_bad_line_is_named(string text, int line, string what)
    {
        var error = Assert.Throws<RecordingException>(() => Read(text));

        Assert.Equal(line, error.Line);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    private static RecordedEndpoint Endpoint(string model) => new(Calls.Deployment("recorded", model), Read(TwoLines));

    private static Recordings Read(string text) => Recordings.Read(new StringReader(text), StringComparer.Ordinal);
}
