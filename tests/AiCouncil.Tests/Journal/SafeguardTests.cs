using AiCouncil.Conformance.Journal;
using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Tests.Journal;

/// <summary>Each switch really takes its safeguard away: else the tests that need it off would prove nothing.</summary>
public sealed class SafeguardTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_claims_compare_and_set(bool on)
    {
        await using var journal = new SqliteJournal(":memory:", _clock, Safeguards.On with { ClaimCompareAndSet = on });
        var call = await InFlightAsync(journal);
        Assert.Equal(on, await journal.ClaimAsync(Samples.Claim(call, "w1", 0), Ct) is ClaimResult.Lost);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_fence_on_failures(bool on)
    {
        await using var journal = new SqliteJournal(":memory:", _clock, Safeguards.On with { FenceOnFailures = on });
        var call = await InFlightAsync(journal);
        Assert.Equal(!on, (await journal.StoreResultAsync(Samples.Result(call, 0, Moves.Fail), Ct)).Moved);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_wake_row(bool on)
    {
        await using var journal = new SqliteJournal(":memory:", _clock, Safeguards.On with { WakeRow = on });
        var call = await InFlightAsync(journal);
        await journal.StoreResultAsync(Samples.Result(call, 1, Moves.Complete), Ct);
        Assert.Equal(on, await journal.HasWakesAsync(call.Request, Ct));
    }

    private async Task<CallId> InFlightAsync(SqliteJournal journal)
    {
        await journal.MigrateAsync(Ct);
        var now = _clock.GetUtcNow();
        await journal.RegisterAsync(Samples.Node("w1", null, now, now.AddSeconds(30)), Ct);
        var request = Samples.Request(now);
        await journal.AcceptAsync(request, Ct);
        var call = new CallId(request.Spec.Id, 1);
        await journal.ClaimAsync(Samples.Claim(call, "w1", 0), Ct);
        return call;
    }
}
