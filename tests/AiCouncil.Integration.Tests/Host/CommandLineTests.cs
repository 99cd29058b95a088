using AiCouncil.Host.Commands;
using AiCouncil.Host.Input;
using AiCouncil.Host.Remote;
using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("'bogus' is no command. There are: ask, serve", "bogus")]
    [InlineData("council config wants one of: init, show", "config")]
    [InlineData("'--bogus' is no option of council ask", "ask", "--bogus", "x")]
    [InlineData("'--bogus' is no option of council list", "list", "--bogus")]
    [InlineData("'--bogus' looks like a misspelt option", "ask", "--bogus")]
    [InlineData("'there' is one word too many. Put the prompt in quotes", "ask", "hi", "there")]
    [InlineData("--mode direct: asks exactly one model", "ask", "x", "--mode", "direct")]
    [InlineData("--mode: 'quick' is none", "ask", "x", "--mode", "quick")]
    [InlineData("--max-cost: 'NaN'", "ask", "x", "--max-cost", "NaN")]
    [InlineData("--max-cost: '-1'", "ask", "x", "--max-cost", "-1")]
    [InlineData("--max-cost: '1e400'", "ask", "x", "--max-cost", "1e400")]
    [InlineData("--timeout: '-5'", "ask", "x", "--timeout", "-5")]
    [InlineData("--timeout: '0'", "ask", "x", "--timeout", "0")]
    [InlineData("--output: 'xml'", "list", "-o", "xml")]
    [InlineData("--limit: '0'", "list", "--limit", "0")]
    [InlineData("--state: '1'", "list", "--state", "1")]
    [InlineData("ID: 'abc' is no request id", "show", "abc")]
    [InlineData("--model: cannot stand beside --models", "ask", "x", "--model", "a", "--models", "b,c")]
    [InlineData("--models: names no model", "ask", "x", "--models", " , ")]
    [InlineData("prompt: empty", "ask", " ")]
    [InlineData("--resume: takes up", "ask", "x", "--resume", "0199a8c2-0000-7000-8000-000000000001")]
    [InlineData("--server: 'here' is no server address", "list", "--server", "here")]
    [InlineData("does not exist", "config", "show", "--config", "/nonexistent/council.json")]
    [InlineData("--urls: 'nonsense'", "serve", "--urls", "nonsense")]
    public async Task What_cannot_be_followed_exits_2_and_is_named(string named, params string[] arguments)
    {
        var screen = new Screen();
        Assert.Equal(ExitCodes.Usage, await RunAsync(screen, arguments));
        Assert.Contains(named, screen.Error, StringComparison.Ordinal);
        Assert.Equal("", screen.Out);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("submit", "x")]
    [InlineData("health")]
    [InlineData("events", "0199a8c2-0000-7000-8000-000000000001", "-f")]
    public async Task A_server_that_nobody_runs_exits_5(params string[] arguments)
    {
        var screen = new Screen();
        Assert.Equal(ExitCodes.Unreachable, await RunAsync(screen, [.. arguments, "--server", "http://127.0.0.1:1"]));
        Assert.Contains("council serve", screen.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@file is a mention")]
    [InlineData("[suggest] something")]
    [InlineData("-2 + 5 = ?")]
    [InlineData("--", "--bogus")]
    public async Task A_prompt_is_never_read_as_a_file_a_directive_or_an_option(params string[] prompt)
    {
        var screen = new Screen();
        Assert.Equal(ExitCodes.Unreachable, await RunAsync(screen, ["submit", "--server", "http://127.0.0.1:1", .. prompt]));
    }

    [Fact]
    public async Task The_server_can_come_from_the_environment()
    {
        var screen = new Screen();
        using var interrupts = new Interrupts(_ => { });
        var context = new CliContext(screen.Terminal, TimeProvider.System, interrupts, name => name == "COUNCIL_URL" ? "ftp://x" : null);
        Assert.Equal(ExitCodes.Usage, await Cli.RunAsync(context, ["list"]));
        Assert.Contains("COUNCIL_URL: 'ftp://x'", screen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_starter_file_is_written_once_and_read_back()
    {
        var folder = Directory.CreateTempSubdirectory("council-config");
        try
        {
            var file = Path.Combine(folder.FullName, "council.json");
            Assert.Equal(0, await RunAsync(new Screen(), ["config", "init", "--config", file]));
            var second = new Screen();
            Assert.Equal(ExitCodes.Usage, await RunAsync(second, ["config", "init", "--config", file]));
            Assert.Contains("not overwritten", second.Error, StringComparison.Ordinal);
            var shown = new Screen();
            Assert.Equal(0, await RunAsync(shown, ["config", "show", "--config", file]));
            Assert.Contains("Council:Defaults:Mode = balanced", shown.Out, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_failure_has_its_exit_code()
    {
        var terminal = new Screen().Terminal;
        Assert.Equal(2, ExitCodeOf.Failure(new InvalidRequestException("models", "unknown"), false, terminal));
        Assert.Equal(2, ExitCodeOf.Failure(new JournalTooNewException("newer"), false, terminal));
        Assert.Equal(3, ExitCodeOf.Failure(new JournalUnavailableException("locked"), false, terminal));
        Assert.Equal(3, ExitCodeOf.Failure(new InvalidOperationException("bug"), false, terminal));
        Assert.Equal(5, ExitCodeOf.Failure(new ServerUnreachableException("gone"), false, terminal));
        Assert.Equal(130, ExitCodeOf.Failure(new OperationCanceledException(), true, terminal));
        Assert.Equal(3, ExitCodeOf.Failure(new OperationCanceledException(), false, terminal));
    }

    private static async Task<int> RunAsync(Screen screen, string[] arguments)
    {
        using var interrupts = new Interrupts(_ => { });
        return await Cli.RunAsync(new CliContext(screen.Terminal, TimeProvider.System, interrupts, _ => null), arguments);
    }
}
