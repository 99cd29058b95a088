using AiCouncil.Failpoints;
using AiCouncil.Host.Commands;
using AiCouncil.Host.Composition;
using AiCouncil.Journal;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

public sealed class TestSwitchesTests : IDisposable
{
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public void Unset_nothing_is_switched_and_nothing_is_said()
    {
        var services = Services(null, "");
        Assert.Null(services.GetService<IFailpoints>());
        Assert.Null(services.GetService<Safeguards>());
        Assert.Equal("", _error.ToString());
    }

    [Theory]
    [InlineData("claim-committed", "ClaimCommitted", 1, true)]
    [InlineData("claim-committed:3", "ClaimCommitted", 3, true)]
    [InlineData("inside-advance:stop", "InsideAdvance", 1, false)]
    [InlineData("result-received:12:kill", "ResultReceived", 12, true)]
    public void A_failpoint_has_a_name_a_passing_and_an_end(string text, string point, int passing, bool kills) =>
        Assert.Equal(new FailpointSetting(Enum.Parse<Failpoint>(point), passing, kills), FailpointSetting.Parse(text));

    [Theory]
    [InlineData("claim")]
    [InlineData("ClaimCommitted")]
    [InlineData("claim-committed:0")]
    [InlineData("claim-committed:kill:2")]
    [InlineData("claim-committed:pause")]
    public void Any_other_word_is_refused_with_the_variables_name(string text) =>
        Assert.Contains("COUNCIL_FAILPOINT", Assert.Throws<UsageException>(() => Services(text, null)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_switch_is_announced()
    {
        var services = Services("mid-stream", "claim, confirm");
        Assert.NotNull(services.GetService<IFailpoints>());
        Assert.Equal(Safeguards.On with { ClaimCompareAndSet = false, ConfirmWait = false }, services.GetService<Safeguards>());
        Assert.Contains("WARNING: COUNCIL_FAILPOINT=mid-stream", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("WARNING: COUNCIL_SAFEGUARDS_OFF=claim, confirm", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_safeguard_is_refused() =>
        Assert.Contains("second-look", Assert.Throws<UsageException>(() => Services(null, "claims")).Message, StringComparison.Ordinal);

    private ServiceProvider Services(string? failpoint, string? safeguards)
    {
        var services = new ServiceCollection();
        services.AddTestSwitches(name => name == TestSwitches.FailpointVariable ? failpoint : safeguards, _error);
        return services.BuildServiceProvider();
    }
}
