using Xunit;

namespace AiCouncil.Acceptance.Tests.House;

/// <summary>Mermaid itself reads every diagram of the documents.</summary>
public sealed class DiagramTests
{
    private const string Parser = "tests/AiCouncil.Acceptance.Tests/node-clients/mermaid-parse.mjs";

    [Fact]
    public async Task Mermaid_parses_every_diagram_of_the_documents()
    {
        string[] documents = ["README.md", .. Directory.GetFiles(Path.Combine(OtherProcess.Root, "docs"), "*.md", SearchOption.AllDirectories)];
        var (code, output, error) = await ParseAsync(documents);
        var drawn = documents.Sum(path => File.ReadAllText(Path.Combine(OtherProcess.Root, path)).Split("```mermaid\n").Length - 1);

        Assert.True(code == 0, output + error);
        Assert.True(drawn >= 9, "the diagrams of docs/architecture.md were not found");
        Assert.Equal(drawn, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_broken_diagram_is_named_with_its_line()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "# A\n\n```mermaid\nflowchart TB\n  a[ --> b\n```\n", TestContext.Current.CancellationToken);
            var (code, output, _) = await ParseAsync([file]);

            Assert.Equal(1, code);
            Assert.Contains("\"line\":3,\"error\":", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Task<(int Code, string Output, string Error)> ParseAsync(string[] files) =>
        OtherProcess.RunAsync("node", [Parser, .. files], TestContext.Current.CancellationToken);
}
