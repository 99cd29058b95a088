using AiCouncil.Requests;
using AiCouncil.Tests.House.Fixtures.Routing;
using AiCouncil.Tests.House.Fixtures.Workers;
using Xunit;

namespace AiCouncil.Tests.House;

public sealed class ArchitectureTests
{
    private static readonly RoomRules OfFixtures = new("AiCouncil.Tests.House.Fixtures");

    [Fact]
    public void Rooms_know_only_whom_they_may()
    {
        var rules = new RoomRules("AiCouncil");
        Complaints.None(typeof(ICouncil).Assembly.GetTypes().SelectMany(rules.Complaints).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(typeof(HoldsRow), "Journal.Row")]
    [InlineData(typeof(HoldsEndpoint), "Models.IEndpoint")]
    [InlineData(typeof(KnowsLaterRoom), "Arbitration.LaterRecord")]
    [InlineData(typeof(ReadsFile), "System.IO.File")]
    [InlineData(typeof(ReadsClock), "System.TimeProvider")]
    [InlineData(typeof(RollsDice), "System.Random")]
    [InlineData(typeof(ReadsEnvironment), "System.Environment")]
    [InlineData(typeof(Waits), "System.Threading.Tasks.Task")]
    [InlineData(typeof(AsksAnalysis), "Analysis.IAnalyzer")]
    [InlineData(typeof(KnowsOrchestration), "Orchestration.Decision")]
    public void A_room_that_breaks_a_rule_is_named_with_what_it_uses(Type room, string used) =>
        Assert.Contains(OfFixtures.Complaints(room), complaint => complaint.Contains($"{used}:", StringComparison.Ordinal));

    [Fact]
    public void A_lambda_does_not_hide_a_use()
    {
        var nested = typeof(HidesRowInLambda).GetNestedTypes(System.Reflection.BindingFlags.NonPublic);
        Assert.NotEmpty(nested.SelectMany(OfFixtures.Complaints));
    }

    [Fact]
    public void An_iterator_is_not_blamed_for_what_the_compiler_writes_into_it()
    {
        var iterator = Assert.Single(typeof(Iterates).GetNestedTypes(System.Reflection.BindingFlags.NonPublic));
        Assert.Contains(typeof(Environment), TypeUses.Of(iterator));
        Assert.Empty(OfFixtures.Complaints(iterator));
    }

    [Theory]
    [InlineData(typeof(Clean))]
    [InlineData(typeof(CarriesFinding))]
    public void Records_of_earlier_rooms_may_be_used(Type room) => Assert.Empty(OfFixtures.Complaints(room));
}
