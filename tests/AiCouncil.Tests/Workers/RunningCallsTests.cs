using AiCouncil.Requests;
using AiCouncil.Workers;
using Xunit;

namespace AiCouncil.Tests.Workers;

public sealed class RunningCallsTests
{
    private static readonly CallId Call = new(new RequestId(Guid.Parse("0198b4c2-6f1e-7c3a-9d52-3a1f0c9e7b44")), 1);

    [Fact]
    public void A_hint_that_comes_while_the_call_runs_is_kept_until_it_has_ended()
    {
        var calls = new RunningCalls();
        var running = calls.Enter(Call, TimeProvider.System)!;

        Assert.Null(calls.Enter(Call, TimeProvider.System));
        running.Dispose();

        Assert.True(running.HintedAgain);
        using var next = calls.Enter(Call, TimeProvider.System);
        Assert.False(next!.HintedAgain);
    }
}
