using System.Text.Json;
using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Integration.Tests.Arbitration;

/// <summary>One recorded question with the texts of the models that answered it.</summary>
public sealed record RecordedQuestion(string Id, AnswerType Type, string Prompt, string Reference, IReadOnlyDictionary<string, string> Outputs);

/// <summary>A council on a file of recorded questions, and the share (%) it must get right: just below what was measured when it was set.</summary>
public sealed record RecordedSet(string Name, string File, IReadOnlyList<string> Council, double Target)
{
    public override string ToString() => Name;
}

/// <summary>Reads recorded outputs: the folder that COUNCIL_EVAL_DATA names, or a small sample that belongs to this project.</summary>
public static partial class RecordedQuestions
{
    private static readonly string[] Strong =
        ["claude-3-5-sonnet-20241022", "gpt-4o-2024-08-06", "Meta-Llama-3.1-405B-Instruct@hyperbolic", "Mistral-Large-2", "gemini-1.5-pro"];

    private static readonly string[] StrongOnMmlu =
        ["gpt-4o-2024-05-13", "gemini-1.5-pro-002", "gemini-1.5-flash-002", "Meta-Llama-3_1-70B-Instruct", "deepseek-v2-chat"];

    public static IReadOnlyList<RecordedSet> Sets { get; } = Environment.GetEnvironmentVariable("COUNCIL_EVAL_DATA") is { Length: > 0 } folder
        ?
        [
            new("GSM8K", Path.Combine(folder, "gsm8k.dev.jsonl"), Strong, 97.0),
            new("CRUX", Path.Combine(folder, "cruxeval.dev.jsonl"), Strong, 86.5),
            new("MATH-L5", Path.Combine(folder, "math_l5.dev.jsonl"), Strong, 62.0),
            new("MMLU-Pro", Path.Combine(folder, "mmlu_pro_sample.dev.jsonl"), StrongOnMmlu, 73.0),
        ]
        : [new("sample", Path.Combine(AppContext.BaseDirectory, "Arbitration", "sample.jsonl"), ["one", "two", "three"], 100.0)];

    public static IEnumerable<RecordedQuestion> Read(string file) => File.ReadLines(file).Where(line => line.Length > 0).Select(Parse);

    /// <summary>The letters of the options in a question, as analysis would find them.</summary>
    public static IReadOnlyList<string> Choices(RecordedQuestion question) =>
        question.Type == AnswerType.Choice ? [.. OptionLine().Matches(question.Prompt).Select(it => it.Groups[1].Value)] : [];

    private static RecordedQuestion Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        return new RecordedQuestion(
            root.GetProperty("id").GetString()!,
            TypeOf(root.GetProperty("answer_type").GetString()!),
            root.GetProperty("prompt").GetString()!,
            root.GetProperty("reference").GetString()!,
            root.GetProperty("outputs").EnumerateObject().ToDictionary(it => it.Name, it => it.Value.GetString()!));
    }

    private static AnswerType TypeOf(string word) => word switch
    {
        "number" => AnswerType.Number,
        "literal" => AnswerType.Literal,
        "math" => AnswerType.MathExpression,
        "choice" => AnswerType.Choice,
        "fact" => AnswerType.ShortFact,
        _ => throw new InvalidDataException($"answer_type '{word}' is not known"),
    };

    [GeneratedRegex(@"^\(([A-Z])\) ", RegexOptions.Multiline)]
    private static partial Regex OptionLine();
}
