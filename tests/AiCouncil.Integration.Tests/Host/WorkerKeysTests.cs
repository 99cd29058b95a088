using AiCouncil.Host.Commands;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

/// <summary>What the command line of a worker says in keys of the configuration.</summary>
public sealed class WorkerKeysTests
{
    [Fact]
    public void A_worker_calls_models_whatever_a_shared_file_says_about_servers() =>
        Assert.Equal([KeyValuePair.Create("Council:Workers:Embedded", (string?)"true")], WorkerCommand.Keys(null, null));

    [Fact]
    public void Pools_without_numbers_leave_the_slots_to_whoever_sets_them()
    {
        Assert.False(WorkerCommand.Keys("a,b", null).ContainsKey("Council:Workers:Slots"));
        Assert.Equal("8", WorkerCommand.Keys("a,b", "8")["Council:Workers:Slots"]);
    }

    [Fact]
    public void Pools_with_numbers_take_away_the_slots_of_a_file()
    {
        var keys = WorkerCommand.Keys("a=8,b=24", null);

        Assert.Equal("a=8,b=24", keys["Council:Workers:Pools"]);
        Assert.True(keys.TryGetValue("Council:Workers:Slots", out var slots) && slots is null);
    }
}
