using AiCouncil.Conformance;
using AiCouncil.Transport;
using Xunit;

namespace AiCouncil.Tests;

public sealed class ConformanceSuitesTests
{
    [Fact]
    public void Every_adapter_has_a_derived_suite() => Assert.Empty(DerivedSuites.Missing(GetType().Assembly, DerivedSuites.Shipped()));

    [Fact]
    public void An_adapter_without_a_suite_is_found()
    {
        var missing = DerivedSuites.Missing(typeof(string).Assembly, [typeof(InProcessTransport).Assembly]);
        Assert.Contains(missing, line => line.StartsWith(typeof(InProcessTransport).FullName!, StringComparison.Ordinal));
    }
}
