using AiCouncil.Configuration;
using AiCouncil.Models;
using Xunit;

namespace AiCouncil.Tests.Configuration;

public sealed class CouncilKeysTests
{
    [Fact]
    public void No_key_stands_twice() =>
        Assert.Equal(CouncilKeys.All.Count, CouncilKeys.All.Select(key => key.Path).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public void No_key_is_both_here_and_later() =>
        Assert.DoesNotContain(CouncilKeys.All, key => CouncilKeys.Later.Contains(key.Path, StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void Every_number_has_a_range_that_its_default_is_in()
    {
        var ranged = CouncilKeys.All.Where(key => key.Kind is KeyKind.Integer or KeyKind.Number or KeyKind.Money).ToList();

        Assert.All(ranged, key => Assert.True(key.Max < double.MaxValue && key.Min < key.Max, key.Path));
        Assert.All(ranged.Where(key => double.TryParse(key.Default, out _)), key =>
            Assert.True(key.InRange(double.Parse(key.Default, System.Globalization.CultureInfo.InvariantCulture)), key.Path));
    }

    [Fact]
    public void Every_simulated_key_of_the_table_is_read_by_the_provider()
    {
        foreach (var key in CouncilKeys.OfDeployment.Where(key => key.Providers.Contains(SimulatedProvider.Word)))
        {
            var errors = new List<string>();
            SimulatedSettings.Read(Models.Calls.Deployment("simulated", "a", (key.Path, "no number")), errors);
            Assert.Contains(errors, error => error.StartsWith($"Council:Models:m:{key.Path}:", StringComparison.Ordinal));
        }
    }
}
