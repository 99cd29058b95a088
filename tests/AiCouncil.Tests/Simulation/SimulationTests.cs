using System.Globalization;
using AiCouncil.Journal;
using Xunit;

namespace AiCouncil.Tests.Simulation;

/// <summary>
/// Whole requests on virtual time, with production code in every process. One seed again:
/// <c>COUNCIL_SEED=1234 ./test unit SimulationTests</c>.
/// </summary>
public sealed class SimulationTests
{
    private const int Seeds = 2_000;

    /// <summary>A seed with several requests and many sends.</summary>
    private const int Busy = 239;
    private const int HostileSeeds = 100;

    [Fact]
    public async Task Every_seed_keeps_the_promises()
    {
        var seeds = OneSeed() is { } seed ? [seed] : Enumerable.Range(1, Seeds);
        var failures = await FailuresAsync(seeds, SimDraw.Of, Safeguards.On, stopAtFirst: false);
        Assert.True(failures.Count == 0, string.Join("\n\n", failures.Take(5).Select(Describe)) + $"\n{failures.Count} seeds failed.");
    }

    [Fact]
    public async Task Every_hostile_seed_keeps_the_promises()
    {
        var seeds = OneSeed() is { } seed ? [seed] : Enumerable.Range(1, HostileSeeds);
        var failures = await FailuresAsync(seeds, SimDraw.HostileOf, Safeguards.On, stopAtFirst: false);
        Assert.True(failures.Count == 0, string.Join("\n\n", failures.Take(5).Select(Describe)) + $"\n{failures.Count} hostile seeds failed.");
    }

    [Fact]
    public Task Without_the_claims_compare_and_set_a_seed_fails() => SomeSeedFailsAsync(Safeguards.On with { ClaimCompareAndSet = false });

    [Fact]
    public Task Without_the_fence_on_failures_a_seed_fails() => SomeSeedFailsAsync(Safeguards.On with { FenceOnFailures = false });

    [Fact]
    public Task Without_the_wake_row_a_seed_fails() => SomeSeedFailsAsync(Safeguards.On with { WakeRow = false });

    [Fact]
    public Task Without_the_second_look_a_seed_fails() => SomeSeedFailsAsync(Safeguards.On with { SecondLook = false });

    [Fact]
    public Task Without_the_confirm_wait_a_seed_fails() => SomeSeedFailsAsync(Safeguards.On with { ConfirmWait = false });

    [Fact]
    public async Task A_seed_repeats_itself()
    {
        var first = new SimWorld(SimDraw.Of(Busy), Safeguards.On);
        var second = new SimWorld(SimDraw.Of(Busy), Safeguards.On);
        await first.RunAsync();
        await second.RunAsync();
        Assert.Equal(first.Scheduler.Steps, second.Scheduler.Steps);
        Assert.Equal(first.Ledger.Sends, second.Ledger.Sends);
        Assert.True(first.Ledger.Sends.Count > 3, "the seed must do something");
    }

    private static async Task SomeSeedFailsAsync(Safeguards safeguards)
    {
        var failures = await FailuresAsync(Enumerable.Range(1, Seeds), SimDraw.Of, safeguards, stopAtFirst: true);
        Assert.True(failures.Count > 0, $"{Seeds} seeds noticed nothing: the safeguard is not tested.");
    }

    private static async Task<IReadOnlyList<(int Seed, IReadOnlyList<string> Violations)>> FailuresAsync(
        IEnumerable<int> seeds, Func<int, SimDraw> draw, Safeguards safeguards, bool stopAtFirst)
    {
        var failures = new List<(int, IReadOnlyList<string>)>();
        await Parallel.ForEachAsync(seeds, async (seed, _) =>
        {
            if (stopAtFirst && Volatile.Read(ref failures) is { Count: > 0 })
            {
                return;
            }

            var world = new SimWorld(draw(seed), safeguards) { TellsStory = OneSeed() is not null };
            var violations = await world.RunAsync();
            if (violations.Count > 0)
            {
                lock (failures)
                {
                    failures.Add((seed, [.. violations, world.Story]));
                }
            }
        });
        return failures;
    }

    private static int? OneSeed() =>
        int.TryParse(Environment.GetEnvironmentVariable("COUNCIL_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : null;

    private static string Describe((int Seed, IReadOnlyList<string> Violations) failure) =>
        $"seed {failure.Seed} (again: COUNCIL_SEED={failure.Seed} ./test unit SimulationTests)\n  " + string.Join("\n  ", failure.Violations.Distinct().Take(6));
}
