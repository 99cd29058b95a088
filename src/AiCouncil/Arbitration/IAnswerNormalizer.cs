using AiCouncil.Requests;

namespace AiCouncil.Arbitration;

/// <summary>
/// Decides for one answer type which spellings are the same answer. Pure, total (never throws on any text) and bounded: callers
/// hand over at most <see cref="MarkedLine.MaxValue"/> characters.
/// </summary>
internal interface IAnswerNormalizer
{
    AnswerType Type { get; }

    /// <summary>Reads a bare value as a model wrote it; null when it is no answer of this type.</summary>
    /// <param name="choices">The offered options, empty when none are known.</param>
    NormalizedAnswer? Normalize(string value, IReadOnlyList<string> choices);

    /// <summary>Looks for the answer in the end of a text that marks none; null when there is none.</summary>
    NormalizedAnswer? LastResort(string tail, IReadOnlyList<string> choices);
}

/// <summary>Equal keys are equal answers. Normalising <paramref name="Display"/> again yields the same key.</summary>
/// <param name="Display">The answer as a person reads it.</param>
internal sealed record NormalizedAnswer(string Key, string Display);
