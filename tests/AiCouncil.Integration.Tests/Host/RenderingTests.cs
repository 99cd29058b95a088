using AiCouncil.Host.Commands;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Rendering;
using AiCouncil.Journal;
using AiCouncil.Requests;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

public sealed class RenderingTests
{
    private static readonly ModelLine Paid = new("gpt", "openai", "openai", "gpt", 0.4m, 1.6m, 128_000, false, true);
    private static readonly ModelLine Played = new("sim", "simulated", "simulated", "sim", 0, 0, 32_768, true, true);

    [Fact]
    public void A_request_is_a_tree_of_subtasks_calls_and_attempts()
    {
        var screen = new Screen();
        screen.Terminal.OutConsole().Write(RequestTree.Of(Details()));
        var lines = screen.Out.Split('\n').Select(it => it.Trim(' ', '│', '├', '└', '─')).ToList();
        Assert.Contains("prompt: evil prompt", lines);
        Assert.Contains("call 1 · member · gpt · completed · $0.001", lines);
        Assert.Contains("1.1 · gpt/eu · best weight · answered · $0.001 · 1.5 s", lines);
        Assert.Contains("degraded: b did not answer", lines);
    }

    [Fact]
    public void Models_are_listed_with_price_and_reach()
    {
        var screen = new Screen();
        screen.Terminal.OutConsole().Write(Listing.Models([Paid, Paid with { Name = "local[x]", InputPrice = null, Reachable = null }]));
        var rows = screen.Out.Split('\n').Select(it => string.Join(' ', it.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal("gpt openai openai 0.4 1.6 128000 no yes", rows[1]);
        Assert.Equal("local[x] openai openai ? 1.6 128000 no ?", rows[2]);
    }

    [Fact]
    public void Before_the_first_call_people_learn_who_reads_the_prompt_and_what_it_may_cost() =>
        Assert.Equal(["asking gpt; the prompt goes to openai; expected $0.001 to $0.01, 1 to 2 calls"], Announcement.Lines([Paid, Played], ["gpt"], EstimateCommand.Expected(Estimate("gpt"))));

    [Fact]
    public void Where_not_all_need_be_asked_the_announcement_says_so_and_one_price_is_one_number()
    {
        var estimate = Estimate("sim") with { CallsLow = 1, CallsHigh = 1, Cost = new CostRange(Usd.Zero, Usd.Zero) };
        Assert.Equal("may ask sim; expected $0, 1 call", Announcement.Lines([Paid, Played], ["sim"], EstimateCommand.Expected(estimate), some: true).Last());
    }

    [Fact]
    public void Every_entry_of_the_log_is_told_in_words()
    {
        Assert.Equal("a: waits for a free slot", EventLines.Log(FakeCouncil.Event("call.ready", """{"call":1,"role":"member","model":"a","subtask":"main"}""")));
        Assert.Equal("$0.002", EventLines.Log(FakeCouncil.Event("request.completed", """{"state":"completed","cost_usd":0.002,"error":null}""")));
        Assert.Equal("a b", EventLines.Log(FakeCouncil.Event("answer.final", """{"content":"a\n\nb"}""")));
    }

    [Fact]
    public void Who_runs_a_model_is_named_beside_who_made_it() =>
        Assert.Equal(
            ["asking gpt; the prompt goes to openai at router.example; expected $0"],
            Announcement.Lines([Paid with { Hosts = ["router.example"] }], ["gpt"], "expected $0"));

    [Fact]
    public void Simulated_models_are_announced_with_the_way_to_real_ones() =>
        Assert.Collection(
            Announcement.Lines([Paid, Played], ["sim"], EstimateCommand.Expected(Estimate("sim"))),
            it => Assert.Contains("OPENAI_API_KEY", it, StringComparison.Ordinal),
            it => Assert.StartsWith("asking sim; expected", it, StringComparison.Ordinal));

    [Fact]
    public void The_board_shows_every_call_and_the_cost_so_far()
    {
        var screen = new Screen();
        var board = new ProgressBoard(DateTimeOffset.UnixEpoch);
        board.Apply(FakeCouncil.Event("call.started", """{"call":1,"role":"member","model":"a","subtask":"main"}"""));
        board.Apply(FakeCouncil.Event("call.completed", """{"call":2,"role":"member","model":"b\u001b[2J","subtask":"s1","cost_usd":0.002}"""));
        board.Apply(FakeCouncil.Event("degraded", """{"reason":"c is missing"}"""));
        screen.Terminal.OutConsole().Write(board.Render(DateTimeOffset.UnixEpoch.AddSeconds(2.5)));
        Assert.Equal(
            ["thinking · $0.002 · 2.5 s", "→ member a  asked", "✓ member b on s1  answered $0.002", "degraded: c is missing"],
            screen.Out.TrimEnd().Split('\n').Select(it => it.Trim()));
    }

    [Fact]
    public void A_start_that_was_told_live_is_not_told_again_when_the_log_has_it()
    {
        var screen = new Screen();
        var lines = new ProgressLines(screen.Terminal);
        lines.Show(FakeCouncil.Event("call.started", """{"call":1,"role":"member","model":"a","subtask":"main"}"""));
        lines.Show(FakeCouncil.Event("call.started", """{"call":2,"role":"member","model":"b","subtask":"main"}"""));
        lines.Show(FakeCouncil.Event("call.started", """{"call":1,"role":"member","model":"a","subtask":"main"}""", sequence: 5));
        Assert.Equal("a: asked\nb: asked\n", screen.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_live_board_follows_the_events_and_ends_when_it_is_told_to()
    {
        var screen = new Screen();
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using (var live = new ProgressLive(screen.Terminal.ErrorConsole(), clock))
        {
            live.Show(FakeCouncil.Event("call.started", """{"call":1,"role":"member","model":"a","subtask":"main"}"""));
            clock.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.Contains("3.0 s", screen.Error, StringComparison.Ordinal);
        Assert.Contains("→ member a  asked", screen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_holds_no_control_character_that_a_model_wrote()
    {
        var screen = new Screen(terminal: true);
        screen.Terminal.WriteJson(FakeCouncil.Answer("\e[2J \u009b2J \r"), AiCouncil.Host.Input.OutputFormat.Json);
        Assert.DoesNotContain(screen.Out, it => char.IsControl(it) && it != '\n');
    }

    [Fact]
    public async Task Events_of_another_process_are_read_until_the_request_ends()
    {
        await using var council = new FakeCouncil();
        council.Logged.AddRange([FakeCouncil.Event("request.created", sequence: 1), FakeCouncil.Event("request.completed", sequence: 2)]);
        var events = EventsCommand.ReadAsync(council, TimeProvider.System, FakeCouncil.Id, 0, follow: true, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2], (await events.ToListAsync(TestContext.Current.CancellationToken)).Select(it => it.Sequence!.Value));
    }

    private static RequestEstimate Estimate(string model) =>
        new(ExecutionMode.Balanced, [model], 1, 2, new CostRange(new Usd(1_000_000), new Usd(10_000_000)), 100, 200, []);

    private static RequestDetails Details()
    {
        var call = new CallId(FakeCouncil.Id, 1);
        var start = DateTimeOffset.UnixEpoch;
        var cost = new Usd(1_000_000);
        return new RequestDetails(
            new RequestSummary(FakeCouncil.Id, "default", RequestState.Completed, ExecutionMode.Balanced, start, start, "evil\e[2J prompt", cost, null),
            FakeCouncil.Answer() with { DegradedReasons = ["b did not answer"] },
            [
                new CallRow
                {
                    Id = call, Subtask = "main", Role = CallRole.Member, Replica = 1, Model = "gpt", Pool = "default", State = CallState.Completed,
                    Fence = 1, PromptHash = "h", Grant = new CallGrant(3, 10, 100, null, false, false, false), OrderKey = 0, Cost = cost,
                },
            ],
            [new AttemptRow(call, 1, 1, "gpt/eu", "best weight", start, start.AddSeconds(1.5), AttemptResult.Answered, null, new TokenUsage(1, 1), cost, "p1")]);
    }
}
