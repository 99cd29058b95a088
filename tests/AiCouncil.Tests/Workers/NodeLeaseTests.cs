using AiCouncil.Workers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Tests.Workers;

public sealed class NodeLeaseTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly NodeLease _lease;

    public NodeLeaseTests() => _lease = new NodeLease(_clock, TimeSpan.FromSeconds(30));

    [Fact]
    public void Nothing_is_sent_before_the_lease_is_held() => Assert.False(_lease.MaySend);

    [Fact]
    public void A_call_may_be_sent_until_two_thirds_of_the_lease_are_gone()
    {
        _lease.Confirm(_clock.GetTimestamp());
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(_lease.MaySend);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(_lease.MaySend);
    }

    [Fact]
    public void The_lease_counts_from_before_the_renewal_was_sent()
    {
        var sent = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(21)); // the reply took that long
        _lease.Confirm(sent);
        Assert.False(_lease.MaySend);
    }

    [Fact]
    public void A_lost_lease_sends_nothing_until_it_is_confirmed_again()
    {
        _lease.Confirm(_clock.GetTimestamp());
        _lease.Lose();
        Assert.False(_lease.MaySend);
        _lease.Confirm(_clock.GetTimestamp());
        Assert.True(_lease.MaySend);
    }
}
