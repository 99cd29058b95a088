using AiCouncil.Host.Rendering;
using CsCheck;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("\e[31mred\e[0m", "red")]
    [InlineData("\e]0;new title\atext", "text")]
    [InlineData("\e]8;;http://evil\e\\link\e]8;;\e\\", "link")]
    [InlineData("a\rb\bc\u009b31md", "abcd")]
    [InlineData("line\n\tnext", "line\n\tnext")]
    [InlineData("grüße 猫 🐈", "grüße 猫 🐈")]
    [InlineData("a\u202eb", "ab")]
    [InlineData("\e(Bplain", "plain")]
    public void What_drives_a_terminal_is_dropped_and_words_stay(string text, string clean) => Assert.Equal(clean, TerminalText.Clean(text));

    [Fact]
    public void A_sequence_cut_in_two_by_the_stream_is_dropped_all_the_same()
    {
        var text = new TerminalText();
        Assert.Equal("ab", text.Next("a\e[3") + text.Next("1mb"));
    }

    [Fact]
    public void No_text_leaves_a_control_character_and_cutting_changes_nothing() =>
        Gen.Select(Gen.String[Gen.Char["\e[]\\;m31\a\u009b\u009cP_ab\n"], 0, 40], Gen.Int[0, 40]).Sample((text, cut) =>
        {
            var whole = TerminalText.Clean(text);
            var parts = new TerminalText();
            cut = Math.Min(cut, text.Length);
            return !whole.Any(it => char.IsControl(it) && it is not '\n') && whole == parts.Next(text[..cut]) + parts.Next(text[cut..]);
        });

    [Fact]
    public void A_line_is_flat_and_no_longer_than_asked() => Assert.Equal("a b c…", TerminalText.Line("a\n\n b\tc d e", 6));
}
