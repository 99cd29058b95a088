using System.Text.RegularExpressions;
using Xunit;

namespace AiCouncil.Tests.House;

public sealed partial class DocumentLinkTests
{
    [Fact]
    public void Every_link_inside_the_repository_leads_somewhere()
    {
        var dead =
            from document in Repository.Files().Where(path => path.EndsWith(".md", StringComparison.Ordinal))
            from target in Targets(Repository.Read(document))
            let path = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, target))
            where !File.Exists(path) && !Directory.Exists(path)
            select $"{document}: {target}";
        Complaints.None(dead);
    }

    [Fact]
    public void The_corridor_has_a_line_for_every_room()
    {
        var corridor = Targets(Repository.Read("src/AiCouncil/README.md")).ToHashSet();
        var rooms = Repository.Folders("src/AiCouncil").Select(path => path.Split('/')).Where(path => path.Length > 2).Select(path => path[2]).Distinct();
        Assert.DoesNotContain(rooms, room => !corridor.Contains(room));
    }

    [Fact]
    public void Links_to_the_web_and_within_a_page_are_left_alone() =>
        Assert.Equal(["a/b.md", "c.md"], Targets("[x](a/b.md) [y](https://example.org) [z](#part) [w](c.md#part)"));

    private static IEnumerable<string> Targets(string markdown) =>
        Link().Matches(markdown).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

    [GeneratedRegex("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)")]
    private static partial Regex Link();
}
