using AiCouncil.Dispatch;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Tests.Dispatch;

public sealed class WakeSignalTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private readonly FakeTimeProvider _clock = new();
    private readonly WakeSignal _signal;

    public WakeSignalTests() => _signal = new WakeSignal(_clock);

    [Fact]
    public async Task A_set_before_the_wait_is_not_missed_and_many_count_once()
    {
        _signal.Set();
        _signal.Set();
        Assert.True(_signal.WaitAsync(Long, CancellationToken.None).IsCompletedSuccessfully);

        var second = _signal.WaitAsync(Long, CancellationToken.None);
        Assert.False(second.IsCompleted);
        _signal.Set();
        await second;
    }

    [Fact]
    public async Task A_set_wakes_who_waits()
    {
        var wait = _signal.WaitAsync(Long, CancellationToken.None);
        Assert.False(wait.IsCompleted);
        _signal.Set();
        await wait;
        Assert.False(_signal.WaitAsync(Long, CancellationToken.None).IsCompleted); // used up
    }

    [Fact]
    public async Task Nobody_waits_longer_than_was_said()
    {
        var wait = _signal.WaitAsync(TimeSpan.FromSeconds(2), CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(wait.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await wait;
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_without_an_error()
    {
        using var cancel = new CancellationTokenSource();
        var wait = _signal.WaitAsync(Long, cancel.Token);
        await cancel.CancelAsync();
        await wait;
        await _signal.WaitAsync(Long, cancel.Token);
    }
}
