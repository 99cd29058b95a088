using AiCouncil.Conformance;
using Xunit;

namespace AiCouncil.Integration.Tests;

public sealed class ConformanceSuitesTests
{
    /// <summary>The core's in-process adapters have theirs beside the unit tests.</summary>
    [Fact]
    public void Every_adapter_of_a_server_or_file_has_a_derived_suite() => Assert.Empty(DerivedSuites.Missing(
        GetType().Assembly, DerivedSuites.Shipped().Where(assembly => assembly.GetName().Name != "AiCouncil")));
}
