using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

public sealed class AnswerViewTests
{
    [Fact]
    public async Task A_pipe_gets_the_answer_alone_and_people_get_the_rest()
    {
        var screen = await ShowAsync(new Screen(), FakeCouncil.Answer("**42** \e[31mred"), FakeCouncil.Delta(0, "ignored"));
        Assert.Equal("**42** \e[31mred\n", screen.Out);
        Assert.EndsWith("2 asked, 1 answered, 1 agreed · $0.001 · 1.4 s · confidence 1.00 (uncalibrated) · " + FakeCouncil.Id + "\n", screen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_gets_no_escape_that_a_model_wrote() =>
        Assert.Equal("red\n", (await ShowAsync(new Screen(terminal: true), FakeCouncil.Answer("\e[31mred\e[0m"))).Out);

    [Fact]
    public async Task Streamed_text_is_completed_by_what_is_missing()
    {
        var screen = await ShowAsync(
            new Screen(terminal: true), FakeCouncil.Answer("one two three"),
            FakeCouncil.Delta(0, "one"), FakeCouncil.Delta(0, "one tw"), FakeCouncil.Delta(0, "other", "2.1"), FakeCouncil.Delta(9, "ree"));
        Assert.Equal("one two three\n", screen.Out);
    }

    [Fact]
    public async Task Text_that_the_answer_does_not_continue_is_called_replaced()
    {
        var screen = await ShowAsync(new Screen(terminal: true), FakeCouncil.Answer("final"), FakeCouncil.Delta(0, "draft"));
        Assert.Equal("draft\nfinal\n", screen.Out);
        Assert.Contains("the text above was replaced", screen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulated_and_degraded_are_said_before_the_answer()
    {
        var both = new StringWriter();
        var terminal = new Terminal(both, both, new StandardInput(false, () => Stream.Null));
        await using var view = new AnswerView(terminal, TimeProvider.System, OutputFormat.Text);
        view.Finish(FakeCouncil.Answer("the answer") with { Simulated = true, Degraded = true, DegradedReasons = ["b did not answer"] });
        var lines = both.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(["[simulated] no real model answered", "degraded: b did not answer", "the answer"], lines[..3]);
        Assert.Contains("· degraded · simulated ·", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_that_was_told_on_the_way_is_not_told_again()
    {
        var degraded = FakeCouncil.Answer() with { Degraded = true, DegradedReasons = ["b did not answer", "c is late"] };
        var screen = await ShowAsync(new Screen(), degraded, FakeCouncil.Event("degraded", """{"reason":"b did not answer"}"""));
        Assert.StartsWith("degraded: b did not answer\ndegraded: c is late\n2 asked", screen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_breaks_into_a_streamed_text()
    {
        var both = new StringWriter();
        var terminal = new Terminal(both, both, new StandardInput(false, () => Stream.Null)) { OutIsTerminal = true };
        await using var view = new AnswerView(terminal, TimeProvider.System, OutputFormat.Text);
        await view.ShowAsync(FakeCouncil.Delta(0, "the ans"));
        view.Finish(FakeCouncil.Answer("the answer") with { Simulated = true });
        Assert.StartsWith("the answer\n[simulated]", both.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streamed_text_of_a_request_that_failed_is_not_left_as_an_answer()
    {
        var failed = FakeCouncil.Answer() with { Status = RequestState.Failed, Content = null, Error = new ErrorReport("worker_lost", "gone", true) };
        var screen = await ShowAsync(new Screen(terminal: true), failed, FakeCouncil.Delta(0, "dra"));
        Assert.Equal("dra\n", screen.Out);
        Assert.Contains("failed: gone (worker_lost, may be asked again); council show " + FakeCouncil.Id + " tells every attempt\nthe text above is not an answer.", screen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_the_response_and_jsonl_ends_with_it()
    {
        var json = new Screen();
        await ShowAsync(json, FakeCouncil.Answer(), OutputFormat.Json);
        Assert.Equal("42", CouncilJson.Deserialize<FinalResponse>(json.Out).Content);
        var lines = new Screen();
        await ShowAsync(lines, FakeCouncil.Answer(), OutputFormat.JsonLines, FakeCouncil.Event("request.started"));
        var parts = lines.Out.TrimEnd().Split('\n');
        Assert.Equal("""{"sequence":1,"type":"request.started","at":"1970-01-01T00:00:00+00:00","data":{}}""", parts[0]);
        Assert.Equal(FakeCouncil.Id, CouncilJson.Deserialize<FinalResponse>(parts[1]).Id);
    }

    [Fact]
    public async Task Without_a_terminal_progress_is_a_line_per_event()
    {
        var screen = await ShowAsync(
            new Screen(), FakeCouncil.Answer(),
            FakeCouncil.Event("call.started", """{"call":1,"subtask":"main","role":"member","model":"gpt","deployment":"gpt/eu"}"""),
            FakeCouncil.Event("call.failed", """{"call":1,"subtask":"b","role":"synthesis","model":"gpt","error":"throttled"}"""),
            FakeCouncil.Event("call.completed", """{"call":2,"subtask":"main","role":"member","model":"x\u001b[2J","cost_usd":0.0012,"late":true}"""),
            FakeCouncil.Event("verdict.reached", """{"subtask":"main","answer":"42","stop_reason":"two_agree","groups":[{"answer":"42","models":["a","b"]},{"answer":"41","models":["c"]},{"abstained":true,"models":["d"]}]}"""),
            FakeCouncil.Event("something.new", "[]"));
        Assert.StartsWith(
            "gpt: asked at gpt/eu\nsynthesis gpt on b: failed: throttled\nx: answered late ($0.0012)\ndecided: 2 of 4 agree, c said \"41\", d did not know (two agree)\n",
            screen.Error, StringComparison.Ordinal);
    }

    private static Task<Screen> ShowAsync(Screen screen, FinalResponse response, params CouncilEvent[] events) =>
        ShowAsync(screen, response, OutputFormat.Text, events);

    private static async Task<Screen> ShowAsync(Screen screen, FinalResponse response, OutputFormat format, params CouncilEvent[] events)
    {
        await using var view = new AnswerView(screen.Terminal, TimeProvider.System, format);
        foreach (var news in events)
        {
            await view.ShowAsync(news);
        }

        view.Finish(response);
        return screen;
    }
}
