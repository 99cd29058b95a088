using System.Reflection;
using AiCouncil.Conformance.Journal;
using AiCouncil.Conformance.Transport;
using AiCouncil.Journal;
using AiCouncil.Transport;

namespace AiCouncil.Conformance;

/// <summary>Finds adapters that no suite in a test assembly covers.</summary>
public static class DerivedSuites
{
    private static readonly (Type Port, Type Suite)[] Ports =
        [(typeof(IJournal), typeof(JournalConformance)), (typeof(ITransport), typeof(TransportConformance))];

    /// <summary>"Adapter has no suite …" for each shipped class that implements a port and is covered by no test class.</summary>
    /// <param name="shipped">The assemblies whose adapters are looked at.</param>
    public static IReadOnlyList<string> Missing(Assembly tests, IEnumerable<Assembly> shipped)
    {
        var classes = shipped.SelectMany(assembly => assembly.GetTypes()).Where(type => type is { IsClass: true, IsAbstract: false }).ToList();
        return [.. Ports.SelectMany(port => classes
            .Where(type => port.Port.IsAssignableFrom(type) && !IsCovered(tests, port.Suite, type))
            .Select(type => $"{type.FullName} has no suite: derive {port.Suite.Name} with [Covers(typeof({type.Name}))]"))];
    }

    /// <summary>The project's own assemblies beside the tests, also those that no test names.</summary>
    public static IReadOnlyList<Assembly> Shipped() =>
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "AiCouncil*.dll")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => !name.EndsWith("Tests", StringComparison.Ordinal) && name is not ("AiCouncil.Testing" or "AiCouncil.Conformance"))
            .Select(name => Assembly.Load(new AssemblyName(name))),
    ];

    private static bool IsCovered(Assembly tests, Type suite, Type adapter) => tests.GetTypes().Any(type =>
        !type.IsAbstract && suite.IsAssignableFrom(type) && type.GetCustomAttributes<CoversAttribute>().Any(covers => covers.Adapter == adapter));
}
