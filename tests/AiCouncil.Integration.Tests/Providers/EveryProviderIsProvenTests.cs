using System.Reflection;
using AiCouncil.Conformance;
using AiCouncil.Models;
using Xunit;

namespace AiCouncil.Integration.Tests.Providers;

public sealed class EveryProviderIsProvenTests
{
    /// <summary>What lies in that package reaches a network; the simulated and the recorded provider are of the core.</summary>
    [Fact]
    public void Every_adapter_of_the_providers_package_has_a_derived_conformance_suite()
    {
        var adapters = typeof(CouncilBuilderProvidersExtensions).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(typeof(IModelProvider)))
            .ToList();
        var proven = typeof(EveryProviderIsProvenTests).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(ProviderConformance)))
            .Select(type => type.GetCustomAttribute<ProvesProviderAttribute>()?.Provider)
            .ToHashSet();

        Assert.NotEmpty(adapters);
        Assert.All(adapters, adapter => Assert.Contains(adapter, proven));
    }
}
