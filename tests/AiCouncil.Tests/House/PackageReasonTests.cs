using System.Xml.Linq;
using Xunit;

namespace AiCouncil.Tests.House;

/// <summary>A dependency is a decision: the line above it says why. Neighbours may share one reason.</summary>
public sealed class PackageReasonTests
{
    [Fact]
    public void Every_package_version_has_its_reason()
    {
        var props = XDocument.Parse(Repository.Read("Directory.Packages.props"));
        Assert.NotEmpty(props.Descendants("PackageVersion"));
        Assert.Empty(WithoutReason(props));
    }

    [Fact]
    public void No_project_sets_a_version_of_its_own() =>
        Assert.DoesNotContain(Repository.Projects(), path => XDocument.Parse(Repository.Read(path)).Descendants("PackageReference")
            .Any(package => package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null));

    [Theory]
    [InlineData("<G><PackageVersion Include='A'/></G>", "A")]
    [InlineData("<G><!-- why --><PackageVersion Include='A'/></G><G><PackageVersion Include='B'/></G>", "B")]
    [InlineData("<G><!-- --><PackageVersion Include='A'/></G>", "A")]
    [InlineData("<G><!-- why --><PackageVersion Include='A'/><PackageVersion Include='B'/></G>", null)]
    public void A_package_without_reason_is_named(string groups, string? named) =>
        Assert.Equal(named is null ? [] : [named], WithoutReason(XDocument.Parse($"<P>{groups}</P>")));

    private static IEnumerable<string> WithoutReason(XDocument props) =>
        from package in props.Descendants("PackageVersion")
        let above = package.NodesBeforeSelf().Reverse().SkipWhile(node => node is XElement { Name.LocalName: "PackageVersion" }).FirstOrDefault()
        where above is not XComment reason || string.IsNullOrWhiteSpace(reason.Value)
        select (string)package.Attribute("Include")!;
}
