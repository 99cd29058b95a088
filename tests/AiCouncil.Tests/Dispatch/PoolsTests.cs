using AiCouncil.Dispatch;
using AiCouncil.Tests.Configuration;
using AiCouncil.Models;
using Xunit;

namespace AiCouncil.Tests.Dispatch;

public sealed class PoolsTests
{
    [Fact]
    public void Without_numbers_the_slots_are_split_evenly_and_none_is_left_without()
    {
        Assert.Equal([("a", 3), ("b", 2), ("c", 2)], Served(slots: 7));
        Assert.Equal([("a", 1), ("b", 1), ("c", 1)], Served(slots: 2));
    }

    [Fact]
    public void Configured_pools_stand_as_they_are() =>
        Assert.Equal([("b", 24)], Served(slots: 24, new Dictionary<string, int> { ["b"] = 24 }));

    [Fact]
    public void Only_models_whose_deployments_are_all_bounded_have_a_bound()
    {
        var catalogue = Catalogue(written => written
            .Key("Models:one:Deployments:x:MaxConcurrency", "2").Key("Models:one:Deployments:y:MaxConcurrency", "3").Key("Models:one:Provider", "simulated")
            .Key("Models:two:Deployments:x:MaxConcurrency", "2").Key("Models:two:Deployments:y:Weight", "1").Key("Models:two:Provider", "simulated")
            .Key("Models:else:Provider", "simulated").Key("Models:else:MaxConcurrency", "1").Key("Models:else:Pool", "gpu"));

        Assert.Equal([KeyValuePair.Create("one", 5)], Pools.Bounds(catalogue, "default"));
        Assert.Equal([KeyValuePair.Create("else", 1)], Pools.Bounds(catalogue, "gpu"));
    }

    private static IEnumerable<(string, int)> Served(int slots, IReadOnlyDictionary<string, int>? pools = null)
    {
        var catalogue = Catalogue(written => "abc".Aggregate(written, (it, name) => it.Key($"Models:{name}:Provider", "simulated").Key($"Models:{name}:Pool", name.ToString())));
        var options = new WorkerOptions { Slots = slots, Pools = pools ?? new Dictionary<string, int>() };
        return Pools.Served(options, catalogue).OrderBy(pool => pool.Key, StringComparer.Ordinal).Select(pool => (pool.Key, pool.Value));
    }

    private static ModelCatalogue Catalogue(Func<Written, Written> write) => new(
        write(new Written()).Fine(), [new SimulatedProvider(TimeProvider.System), new RecordedProvider()], [], (_, _, _) => throw new InvalidOperationException(), []);
}
