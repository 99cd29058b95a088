using AiCouncil.Arbitration;
using Xunit;

namespace AiCouncil.Tests.Arbitration;

public sealed class ChoiceNormalizerTests
{
    private static readonly ChoiceNormalizer Choices = new();
    private static readonly string[] Cities = ["A) Paris", "B) Rome", "C) New York", "D) York"];
    private static readonly string[] Words = ["yes", "no", "cannot be determined"];

    [Theory]
    [InlineData("B")]
    [InlineData("(B)")]
    [InlineData("b)")]
    [InlineData("B.")]
    [InlineData("**B**")]
    [InlineData("Option B")]
    [InlineData("B: Rome")]
    [InlineData("B - Rome")]
    [InlineData("rome")]
    [InlineData("The answer is (B).")]
    [InlineData("\\boxed{\\text{B}}")]
    [InlineData("It must be Rome, of course")]
    public void The_label_or_the_words_name_the_option(string value) => Assert.Equal("B", Choices.Normalize(value, Cities)?.Display);

    [Theory]
    [InlineData("E")]
    [InlineData("Paris or Rome")]
    [InlineData("(A) or (B)")]
    [InlineData("None of them")]
    [InlineData("")]
    public void No_or_several_options_are_no_choice(string value) => Assert.Null(Choices.Normalize(value, Cities));

    [Fact]
    public void An_option_inside_of_another_is_not_confused_with_it() => Assert.Equal("C", Choices.Normalize("New York it is", Cities)?.Display);

    [Theory]
    [InlineData("Yes.", "yes")]
    [InlineData("B", "no")]
    [InlineData("cannot be determined", "cannot be determined")]
    public void Options_without_labels_are_named_or_counted_off(string value, string shown) => Assert.Equal(shown, Choices.Normalize(value, Words)?.Display);

    [Theory]
    [InlineData("c", "C")]
    [InlineData("(J)", "J")]
    public void Without_known_options_a_letter_is_enough(string value, string shown) => Assert.Equal(shown, Choices.Normalize(value, [])?.Display);

    [Theory]
    [InlineData("So we pick option (C) here because of that")]
    [InlineData("Reasons.\n\nC")]
    [InlineData("The correct choice is C, since it is larger.")]
    public void A_text_without_a_marked_answer_is_searched_at_its_end(string text) => Assert.Equal("C", Choices.LastResort(text, ["A", "B", "C"])?.Display);
}
