using AiCouncil.Host.Commands;
using AiCouncil.Host.Input;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

public sealed class PromptReaderTests
{
    private static readonly StandardInput Terminal = new(false, () => throw new InvalidOperationException("nobody types here"));

    [Fact]
    public async Task An_argument_is_the_prompt_and_standard_input_is_left_alone() =>
        Assert.Equal("why?", await PromptReader.ReadAsync("why?", Terminal, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("-")]
    [InlineData(null)]
    public async Task Piped_text_is_the_prompt_without_its_last_newline(string? argument) =>
        Assert.Equal("grüße\nan alle", await PromptReader.ReadAsync(argument, Screen.Piping("\uFEFFgrüße\nan alle\n"), TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public async Task An_empty_prompt_is_refused(string prompt)
    {
        await RefusesAsync(prompt, Terminal, "empty");
        await RefusesAsync("-", Screen.Piping(prompt), "empty");
    }

    [Fact]
    public async Task No_prompt_at_a_terminal_is_refused_instead_of_waiting_for_typing() => await RefusesAsync(null, Terminal, "none was given");

    [Fact]
    public async Task Invalid_utf8_is_refused() => await RefusesAsync("-", new StandardInput(true, () => new MemoryStream([0x61, 0xff, 0xfe])), "UTF-8");

    [Fact]
    public async Task A_nul_is_refused() => await RefusesAsync("a\0b", Terminal, "NUL");

    [Fact]
    public async Task Four_mebibytes_are_taken_and_one_byte_more_is_refused()
    {
        var most = new string('a', PromptReader.MaxBytes);
        Assert.Equal(most.Length, (await PromptReader.ReadAsync("-", Screen.Piping(most), TestContext.Current.CancellationToken)).Length);
        await RefusesAsync("-", Screen.Piping(most + "a"), "4 MiB");
        await RefusesAsync(most + "a", Terminal, "4 MiB");
        await RefusesAsync(new string('ü', (PromptReader.MaxBytes / 2) + 1), Terminal, "4 MiB");
    }

    [Fact]
    public async Task An_endless_input_is_not_read_to_its_end()
    {
        var input = new CountingStream();
        await RefusesAsync("-", new StandardInput(true, () => input), "4 MiB");
        Assert.InRange(input.Given, PromptReader.MaxBytes, PromptReader.MaxBytes + (256 * 1024));
    }

    private static async Task RefusesAsync(string? argument, StandardInput input, string because)
    {
        var error = await Assert.ThrowsAsync<UsageException>(() => PromptReader.ReadAsync(argument, input, TestContext.Current.CancellationToken));
        Assert.StartsWith("prompt: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'a');
            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
