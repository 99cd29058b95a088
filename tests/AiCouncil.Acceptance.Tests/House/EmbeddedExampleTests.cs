using Xunit;

namespace AiCouncil.Acceptance.Tests.House;

public sealed class EmbeddedExampleTests
{
    [Fact]
    public async Task The_example_answers_and_names_who_dissented()
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);
        var program = Path.Combine(OtherProcess.Root, "examples/Embedded/bin", configuration, "net10.0/Embedded.dll");
        var (code, output, error) = await OtherProcess.RunAsync("dotnet", [program], TestContext.Current.CancellationToken);

        Assert.True(code == 0, output + error);
        Assert.Contains("\n\n**408**\n", output, StringComparison.Ordinal);
        Assert.Contains("careful: completed, agrees", output, StringComparison.Ordinal);
        Assert.Contains("quick: completed, agrees", output, StringComparison.Ordinal);
        Assert.Contains("sloppy: completed, dissents", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_stays_short() =>
        Assert.InRange(File.ReadAllLines(Path.Combine(OtherProcess.Root, "examples/Embedded/Program.cs")).Length, 1, 40);
}
