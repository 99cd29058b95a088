namespace AiCouncil.Analysis;

/// <summary>What the rules look at: the words of one message without its code, cut to a bounded head and tail.</summary>
/// <param name="Prose">Lines joined by '\n'; at most <see cref="ProseReader.Window"/> characters at each end.</param>
/// <param name="Sentences">Trimmed, in order, without their line breaks.</param>
/// <param name="Length">Characters of the whole message.</param>
internal sealed record PromptText(string Prose, IReadOnlyList<string> Sentences, bool HasCode, int Length)
{
    /// <summary>The sentences that end in a question mark.</summary>
    public IReadOnlyList<string> Questions { get; } = [.. Sentences.Where(sentence => sentence.EndsWith('?'))];

    public string First => Sentences.Count > 0 ? Sentences[0] : "";

    /// <summary>The sentence that most likely says what is wanted: the last question, else the last sentence.</summary>
    public string Ask => Questions.Count > 0 ? Questions[^1] : Sentences.Count > 0 ? Sentences[^1] : "";
}
