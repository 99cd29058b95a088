using Xunit;

namespace AiCouncil.Integration.Tests.House;

public sealed class CouncilScriptTests : IDisposable
{
    private readonly ScriptSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void It_builds_on_first_use_says_so_on_stderr_and_then_only_starts()
    {
        var first = _sandbox.Run("tree/council", ["ask", "two words"]);
        var second = _sandbox.Run("tree/council", ["ask", "two words"]);

        Assert.Contains("building for the first use", first.Error, StringComparison.Ordinal);
        Assert.Equal("", second.Error);
        Assert.Equal(1, _sandbox.Builds);
        Assert.Equal($"cwd={_sandbox.PathOf("elsewhere")}\narg=ask\narg=two words\n", second.Output);
        Assert.Equal(first.Output, second.Output);
    }

    [Theory]
    [InlineData("tree/src/AiCouncil.Host/Program.cs")]
    [InlineData("tree/global.json")]
    [InlineData("tree/Directory.Build.props")]
    public void A_newer_source_builds_again(string source)
    {
        _sandbox.Run("tree/council", []);
        _sandbox.Edit(source);

        Assert.Contains("the sources changed", _sandbox.Run("tree/council", []).Error, StringComparison.Ordinal);
        Assert.Equal(2, _sandbox.Builds);
    }

    [Fact]
    public void A_deleted_source_builds_again()
    {
        _sandbox.Run("tree/council", []);
        Directory.CreateDirectory(_sandbox.PathOf("tree/src/AiCouncil/Room"));
        _sandbox.Write("tree/src/AiCouncil/Room/Old.cs", "");
        _sandbox.Run("tree/council", []);
        File.Delete(_sandbox.PathOf("tree/src/AiCouncil/Room/Old.cs"));
        _sandbox.Edit("tree/src/AiCouncil/Room");
        _sandbox.Run("tree/council", []);

        Assert.Equal(3, _sandbox.Builds);
    }

    [Fact]
    public void What_builds_leave_behind_does_not_build_again()
    {
        _sandbox.Run("tree/council", []);
        Directory.CreateDirectory(_sandbox.PathOf("tree/src/AiCouncil.Host/obj/Debug"));
        _sandbox.Write("tree/src/AiCouncil.Host/obj/Debug/Generated.cs", "");
        _sandbox.Edit("tree/src/AiCouncil.Host/obj/Debug/Generated.cs");
        _sandbox.Run("tree/council", []);

        Assert.Equal(1, _sandbox.Builds);
    }

    [Fact]
    public void Stdin_and_the_exit_code_are_the_programs_own_even_while_building()
    {
        var run = _sandbox.Run("tree/council", ["ask", "-"], input: "a question\n", environment: ("FAKE_EXIT", "4"));

        Assert.Equal(4, run.Code);
        Assert.EndsWith("arg=-\na question\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_starts_through_a_chain_of_links()
    {
        File.CreateSymbolicLink(_sandbox.PathOf("elsewhere/one"), "../tree/council");
        File.CreateSymbolicLink(_sandbox.PathOf("two"), _sandbox.PathOf("elsewhere/one"));

        Assert.Equal($"cwd={_sandbox.PathOf("elsewhere")}\narg=x\n", _sandbox.Run("two", ["x"]).Output);
    }

    [Fact]
    public void A_broken_build_shows_its_errors_and_is_tried_again()
    {
        _sandbox.Run("tree/council", []);
        _sandbox.Edit("tree/global.json");
        _sandbox.Write("broken", "");
        var broken = _sandbox.Run("tree/council", []);
        File.Delete(_sandbox.PathOf("broken"));

        Assert.Equal(2, broken.Code);
        Assert.Equal("", broken.Output);
        Assert.Contains("error CS1002", broken.Error, StringComparison.Ordinal);
        Assert.Equal(0, _sandbox.Run("tree/council", []).Code);
        Assert.Equal(3, _sandbox.Builds);
    }

    [Fact]
    public void What_is_edited_during_a_build_builds_again()
    {
        _sandbox.Write("edit", "");
        _sandbox.Run("tree/council", []);
        _sandbox.Run("tree/council", []);
        _sandbox.Run("tree/council", []);

        Assert.Equal(2, _sandbox.Builds);
    }

    [Fact]
    public void Two_at_once_build_once()
    {
        var both = new[] { "a", "b" }.Select(name => _sandbox.Start("tree/council", [name], "", "elsewhere")).ToList();
        var runs = both.ConvertAll(run => run.Finish());

        Assert.All(runs, run => Assert.Equal(0, run.Code));
        Assert.Equal(1, _sandbox.Builds);
        Assert.False(File.Exists(_sandbox.PathOf("collisions")));
    }

    [Fact]
    public void A_missing_sdk_is_said_with_its_remedy()
    {
        File.Delete(_sandbox.PathOf("bin/dotnet"));
        foreach (var tool in new[] { "bash", "env", "dirname", "readlink", "find", "cut", "paste" })
        {
            File.CreateSymbolicLink(_sandbox.PathOf("empty/" + tool), WhereIs(tool));
        }

        var run = _sandbox.Run("tree/council", [], environment: [("PATH", _sandbox.PathOf("empty")), ("HOME", _sandbox.Root), ("DOTNET_ROOT", "")]);

        Assert.Equal(2, run.Code);
        Assert.Contains("the .NET 10 SDK is missing", run.Error, StringComparison.Ordinal);
        Assert.Contains("https://dot.net/download", run.Error, StringComparison.Ordinal);
    }

    private static string WhereIs(string tool) => new[] { "/usr/bin/", "/bin/" }.Select(folder => folder + tool).First(File.Exists);
}
