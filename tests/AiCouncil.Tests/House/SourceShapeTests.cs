using System.Text.RegularExpressions;
using Xunit;

namespace AiCouncil.Tests.House;

public sealed partial class SourceShapeTests
{
    private const int LongestFile = 300;

    private static readonly HashSet<string> Drawers =
        new(["Utilities", "Utils", "Helpers", "Common", "Shared", "Misc", "Services", "Interfaces"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Binary = [".png", ".ico", ".db", ".snk"];

    [Fact]
    public void No_source_is_longer_than_a_reader_likes() =>
        Assert.DoesNotContain(Repository.Sources(), path => Repository.Read(path).Split('\n').Length - 1 > LongestFile);

    [Fact]
    public void No_folder_is_a_drawer() =>
        Assert.DoesNotContain(Repository.Folders("src").Concat(Repository.Folders("tests")), path => path.Split('/').Any(Drawers.Contains));

    [Fact]
    public void Nothing_is_left_for_later() => Complaints.None(Lines(LeftForLater()));

    [Fact]
    public void No_file_names_a_place_on_somebodys_machine() => Complaints.None(Lines(PersonalPath()));

    [Fact]
    public void Folder_and_namespace_agree_in_the_core()
    {
        var strangers =
            from path in Repository.Files("src/AiCouncil").Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
            let folder = Path.GetDirectoryName(path)!.Replace('\\', '/')["src/".Length..].Replace('/', '.')
            let space = Namespace().Match(Repository.Read(path)).Groups[1].Value
            where space.Length > 0 && space != folder && space != "AiCouncil"
            select $"{path}: {space}";
        Complaints.None(strangers);
    }

    [Theory]
    [InlineData("// TO" + "DO: later", true)]
    [InlineData("throw new NotImplemented" + "Exception();", true)]
    [InlineData("a todo list for the user", false)]
    public void Words_of_delay_are_recognised(string line, bool found) => Assert.Equal(found, LeftForLater().IsMatch(line));

    [Theory]
    [InlineData("cd /ho" + "me/ada/council", true)]
    [InlineData("C:\\Us" + "ers\\ada", true)]
    [InlineData("https://example.org/home", false)]
    [InlineData("~/.config/council/council.json", false)]
    public void Personal_paths_are_recognised(string line, bool found) => Assert.Equal(found, PersonalPath().IsMatch(line));

    private static IEnumerable<string> Lines(Regex pattern) =>
        from path in Repository.Files().Where(path => !Binary.Contains(Path.GetExtension(path)))
        from line in Repository.Read(path).Split('\n').Select((text, index) => (Text: text, Number: index + 1))
        where pattern.IsMatch(line.Text)
        select $"{path}:{line.Number}: {line.Text.Trim()}";

    // The patterns are written so that they do not match themselves.
    [GeneratedRegex("\\b(TO[D]O|FIX[M]E|NotImplemented[E]xception)\\b")]
    private static partial Regex LeftForLater();

    [GeneratedRegex("(?<![\\w.])/(ho[m]e|Use[r]s)/\\w|(?<![\\w.])/(roo[t]|wor[k])/|[A-Z]:\\\\Use[r]s\\\\|\\.\\./share[d]/")]
    private static partial Regex PersonalPath();

    [GeneratedRegex("^namespace ([\\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
