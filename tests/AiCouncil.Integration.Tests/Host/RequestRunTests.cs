using AiCouncil.Host.Commands;
using AiCouncil.Host.Input;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

public sealed class RequestRunTests
{
    [Fact]
    public async Task A_degraded_answer_exits_4_only_when_strict()
    {
        var degraded = FakeCouncil.Answer() with { Degraded = true, DegradedReasons = ["b did not answer"] };
        Assert.Equal(ExitCodes.Answered, await RunAsync(degraded, strict: false));
        Assert.Equal(ExitCodes.Degraded, await RunAsync(degraded, strict: true));
    }

    [Theory]
    [InlineData(RequestState.Failed)]
    [InlineData(RequestState.Cancelled)]
    public async Task A_request_that_ends_without_an_answer_exits_3(RequestState state) =>
        Assert.Equal(
            ExitCodes.RequestFailed,
            await RunAsync(FakeCouncil.Answer() with { Status = state, Content = null, Error = new ErrorReport("x", "y", false) }, strict: false));

    [Fact]
    public async Task Ctrl_c_in_one_process_cancels_the_request_and_says_what_was_spent()
    {
        await using var council = new FakeCouncil();
        var (code, screen) = await InterruptedAsync(council);
        Assert.Equal(ExitCodes.Interrupted, code);
        Assert.True(council.Cancelled);
        Assert.Contains($"cancelled {FakeCouncil.Id}; spent $0.001", screen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_c_against_a_server_stops_the_waiting_and_says_the_id()
    {
        await using var council = new FakeCouncil { Remote = true };
        var (code, screen) = await InterruptedAsync(council);
        Assert.Equal(ExitCodes.Interrupted, code);
        Assert.False(council.Cancelled);
        Assert.Contains($"the server goes on with {FakeCouncil.Id}", screen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_council_that_dies_ends_the_waiting_and_names_the_way_back()
    {
        await using var council = new FakeCouncil();
        var screen = new Screen();
        var running = Follow(council, screen, strict: false).FollowAsync(FakeCouncil.Id, TestContext.Current.CancellationToken);
        await council.Watched;
        council.Die();
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => running);
        Assert.Contains($"--resume {FakeCouncil.Id}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_signal_ends_the_process_at_once()
    {
        var exits = new List<int>();
        using var interrupts = new Interrupts(exits.Add);
        interrupts.Signal();
        Assert.True(interrupts.Interrupted);
        Assert.Empty(exits);
        interrupts.Signal();
        Assert.Equal([ExitCodes.Interrupted], exits);
    }

    private static async Task<int> RunAsync(FinalResponse response, bool strict)
    {
        await using var council = new FakeCouncil { Response = response };
        council.End();
        return await Follow(council, new Screen(), strict).FollowAsync(FakeCouncil.Id, TestContext.Current.CancellationToken);
    }

    private static async Task<(int Code, Screen Screen)> InterruptedAsync(FakeCouncil council)
    {
        var screen = new Screen();
        using var interrupt = new CancellationTokenSource();
        var running = Follow(council, screen, strict: false).FollowAsync(FakeCouncil.Id, interrupt.Token);
        await council.Watched;
        await interrupt.CancelAsync();
        return (await running, screen);
    }

    private static RequestRun Follow(FakeCouncil council, Screen screen, bool strict) =>
        new(council, new CliContext(screen.Terminal, TimeProvider.System, new Interrupts(_ => { }), _ => null), OutputFormat.Text, strict);
}
