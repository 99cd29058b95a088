using System.Text.RegularExpressions;
using Xunit;

namespace AiCouncil.Tests.House;

public sealed partial class ArchitectureDocumentTests
{
    private const string Head = "# A\n\n| what was asked | where it is | what proves it |\n|---|---|---|\n";

    [Fact]
    public void Every_file_and_every_test_that_the_document_names_exists()
    {
        var tests = Repository.Files("tests").Where(path => path.EndsWith("Tests.cs", StringComparison.Ordinal))
            .SelectMany(path => TestClass().Matches(Repository.Read(path)).Select(match => match.Groups[1].Value)).ToHashSet();
        var document = Repository.Read("docs/architecture.md");
        Assert.True(DocumentTable.Read(document).Count >= 9, "the table of the document was not found");
        Complaints.None(DocumentTable.Complaints(document, Repository.Has, tests.Contains));
    }

    [Fact]
    public void What_is_planned_names_nothing() =>
        Assert.Empty(ComplaintsOf("| broker | *planned* | *planned* |\n"));

    [Theory]
    [InlineData("| broker | `src/Gone.cs` | `HereTests` |")]
    [InlineData("| broker | `src/Here.cs` | `GoneTests` |")]
    [InlineData("| broker | `src/Here.cs` | *planned* |")]
    [InlineData("| broker | *planned* `src/Here.cs` | `HereTests` |")]
    [InlineData("| broker | soon | `HereTests` |")]
    [InlineData("| broker | `src/Here.cs` |")]
    public void A_row_that_claims_too_much_is_seen(string row) => Assert.Single(ComplaintsOf(row + "\n"));

    [Fact]
    public void A_row_that_names_what_exists_passes() =>
        Assert.Empty(ComplaintsOf("| broker | `src/Here.cs`, `src/Here.cs` | `HereTests` |\n\n| other | `src/Gone.cs` | |\n"));

    private static List<string> ComplaintsOf(string rows) =>
        [.. DocumentTable.Complaints(Head + rows, path => path == "src/Here.cs", name => name == "HereTests")];

    [GeneratedRegex("^public sealed (?:partial )?class (\\w+Tests)\\b", RegexOptions.Multiline)]
    private static partial Regex TestClass();
}
