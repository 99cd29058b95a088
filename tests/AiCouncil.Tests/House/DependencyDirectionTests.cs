using System.Text.RegularExpressions;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.House;

/// <summary>Host → adapters → core. Nothing points back.</summary>
public sealed partial class DependencyDirectionTests
{
    private const string Core = "AiCouncil";
    private const string Host = "AiCouncil.Host";

    private static readonly string[] KeptOutOfTheCore =
    [
        "Microsoft.Data", "SQLitePCLRaw", "Npgsql", "RabbitMQ", "StackExchange", "Confluent", "Microsoft.AspNetCore", "OpenTelemetry",
        "OpenAI", "Anthropic", "Azure", "Google", "OllamaSharp", "Microsoft.Extensions.AI.OpenAI", "System.CommandLine", "Spectre",
    ];

    [Fact]
    public void Projects_point_from_host_to_adapters_to_core()
    {
        var complaints =
            from path in Repository.Projects().Where(path => path.StartsWith("src/", StringComparison.Ordinal))
            let project = NameOf(path)
            from target in ProjectReference().Matches(Repository.Read(path)).Select(match => NameOf(match.Groups[1].Value))
            where !MayReference(project, target)
            select $"{project} references {target}";
        Complaints.None(complaints);
    }

    [Theory]
    [InlineData("AiCouncil", "AiCouncil.Sqlite", false)]
    [InlineData("AiCouncil.Sqlite", "AiCouncil.Providers", false)]
    [InlineData("AiCouncil.Sqlite", "AiCouncil.Host", false)]
    [InlineData("AiCouncil.Host", "AiCouncil.Testing", false)]
    [InlineData("AiCouncil.Host", "AiCouncil.Sqlite", true)]
    [InlineData("AiCouncil.Sqlite", "AiCouncil", true)]
    public void The_direction_is_one_way(string project, string target, bool allowed) => Assert.Equal(allowed, MayReference(project, target));

    [Fact]
    public void The_core_compiles_against_no_broker_no_database_no_web_server_and_no_vendor()
    {
        var references = typeof(ICouncil).Assembly.GetReferencedAssemblies().Select(name => name.Name!).ToList();
        Assert.NotEmpty(references);
        Assert.DoesNotContain(references, IsKeptOut);
        Assert.DoesNotContain(PackageReference().Matches(Repository.Read("src/AiCouncil/AiCouncil.csproj")), match => IsKeptOut(match.Groups[1].Value));
    }

    [Theory]
    [InlineData("Microsoft.Data.Sqlite", true)]
    [InlineData("RabbitMQ.Client", true)]
    [InlineData("OpenAI", true)]
    [InlineData("Microsoft.Extensions.AI.Abstractions", false)]
    public void A_driver_or_a_vendor_would_be_seen(string assembly, bool keptOut) => Assert.Equal(keptOut, IsKeptOut(assembly));

    private static bool MayReference(string project, string target) =>
        target == Core ? project != Core : project == Host && target != Host && Repository.Has($"src/{target}/{target}.csproj");

    private static bool IsKeptOut(string assembly) =>
        KeptOutOfTheCore.Any(name => assembly == name || assembly.StartsWith(name + ".", StringComparison.Ordinal));

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));

    [GeneratedRegex("<ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex ProjectReference();

    [GeneratedRegex("<PackageReference Include=\"([^\"]+)\"")]
    private static partial Regex PackageReference();
}
