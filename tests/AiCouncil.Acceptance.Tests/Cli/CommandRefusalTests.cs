using System.Text;
using AiCouncil.Testing.Processes;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cli;

/// <summary>What cannot be done exits with 2, names the field and the fix on stderr, prints nothing on stdout and stores nothing.</summary>
public sealed class CommandRefusalTests
{
    [Theory]
    [InlineData("prompt: empty", "ask", "")]
    [InlineData("prompt: empty", "ask", " \t\n ")]
    [InlineData("--mode: 'quick' is none. Use fast, balanced", "ask", "x", "--mode", "quick")]
    [InlineData("'nobody' is not configured; known are: sim", "ask", "x", "--model", "nobody")]
    [InlineData("--max-cost: '-1' is no cost limit", "ask", "x", "--max-cost", "-1")]
    [InlineData("--max-cost: 'NaN' is no cost limit", "ask", "x", "--max-cost", "NaN")]
    [InlineData("--timeout: '-5' is no deadline", "ask", "x", "--timeout", "-5")]
    [InlineData("'bench'", "bench")]
    [InlineData("--urls: http://0.0.0.0:0", "serve", "--urls", "http://0.0.0.0:0")]
    [InlineData("Council:Auth:Required", "serve", "--urls", "http://[::]:0")]
    public async Task A_command_line(string named, params string[] arguments)
    {
        using var sandbox = new Sandbox(Configurations.Simulated());
        Refused(named, await sandbox.RunAsync(arguments));
        Assert.Equal("", (await sandbox.RunAsync("list", "-o", "jsonl")).Out);
    }

    [Fact]
    public async Task Standard_input_that_is_no_prompt()
    {
        using var sandbox = new Sandbox(Configurations.Simulated());
        Refused("prompt: empty", await sandbox.PipeAsync("", "ask"));
        Refused("prompt: longer than 4 MiB", await sandbox.PipeAsync(new string('a', 5 * 1024 * 1024), "ask", "-"));
        Refused("prompt: holds a NUL character", await sandbox.PipeAsync("a\0b", "ask"));
        Refused("not valid UTF-8 (at byte 2)", await sandbox.PipeAsync([(byte)'a', (byte)'b', 0xC3, 0x28], "ask"));
        Assert.Equal("", (await sandbox.RunAsync("list", "-o", "jsonl")).Out);
    }

    [Theory]
    [InlineData("""{"Council": {"Bogus": 1, "Defaults": {"Mod": "fast"}}}""", "Council:Bogus", "Council:Defaults:Mod")]
    [InlineData("""{"Council": {"Models": {"m": {"Provider": "openai"}}}}""", "Council:Models:m:ApiKey", "OPENAI_API_KEY")]
    [InlineData("""{"Council": {"Models": {"m": {"Provider": "simulated", "InputPrice": -1, "OutputPrice": "NaN"}}}}""", "Council:Models:m:InputPrice", "Council:Models:m:OutputPrice")]
    [InlineData("""{"Council": {"Models": {"m": {"Provider": "nobody"}}}}""", "Council:Models:m:Provider", "openai-compatible")]
    [InlineData("""{"Council": {"Defaults": {"MaxCostUsd": "-3"}, "Transport": "Redis"}}""", "Council:Defaults:MaxCostUsd", "Council:Transport")]
    [InlineData("""{"Council": {"Transport": "RabbitMq", "RabbitMq": {"Uri": "amqp://127.0.0.1"}}}""", "Council:Transport", "Council:Journal")]
    [InlineData("{\"Council\": {\n\"Defaults\": {,}\n}}", "council.json, line 2", "no valid JSON")]
    public async Task A_configuration(string file, params string[] named)
    {
        using var sandbox = new Sandbox();
        sandbox.Write("council.json", file);
        var ended = await sandbox.RunAsync("ask", "x");
        Assert.All(named, it => Refused(it, ended));
        Assert.False(File.Exists(sandbox.Journal));
    }

    [Fact]
    public async Task An_address_that_is_taken()
    {
        using var sandbox = new Sandbox(Configurations.Simulated());
        using var other = new Sandbox(Configurations.Simulated());
        await using var server = await sandbox.ServeAsync();
        Refused("is in use by another process", await other.RunAsync("serve", "--urls", server.Url.ToString()));
    }

    private static void Refused(string named, Ended ended)
    {
        Assert.True(ended.Code == 2 && ended.Error.Contains(named, StringComparison.Ordinal), $"expected 2 and '{named}'; {ended}");
        Assert.Equal("", ended.Out);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(ended.Error), 1, 4096);
    }
}
