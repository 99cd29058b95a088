using System.Globalization;
using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Models;

/// <summary>What a simulated model says: a plan, an answer or an edited text. Accurate models say the same to the same question.</summary>
/// <param name="model">A column of the demo recordings answers their questions as that member did.</param>
internal sealed partial class SimulatedMind(string model, SimulatedSettings settings)
{
    /// <summary>Begins every text that stands in for a model's.</summary>
    public const string Mark = "[simulated]";

    private const int Look = 20_000;

    private readonly ulong _self = StableHash.Of(model) ^ (ulong)(uint)settings.Seed;

    public string Answer(ModelPrompt prompt) => prompt.Role switch
    {
        CallRole.Plan => SimulatedPlan.Write(prompt),
        CallRole.Synthesis => SimulatedSynthesis.Write(prompt),
        _ => Member(prompt),
    };

    private string Member(ModelPrompt prompt)
    {
        var contract = prompt.Messages.Any(message => message.Text.Contains(AnswerContract.Marker, StringComparison.Ordinal));
        if (DemoRecordings.Find(prompt.Question, model) is { } recorded)
        {
            return contract ? recorded : recorded.Replace(AnswerContract.Marker, "Answer:", StringComparison.Ordinal);
        }

        var task = Task(prompt);
        if (!contract)
        {
            return $"{Mark} No model was asked. {model} stands in for one and would now answer: {Excerpt(task)}";
        }

        var question = prompt.Question is { Length: > 0 } own && task.Contains(own, StringComparison.Ordinal) ? own : task;
        return $"{Mark} No model was asked; {model} stands in for one.\n{AnswerContract.Marker} {Value(question, StableHash.Of(task))}";
    }

    /// <summary>The last words of the user: all members of a subtask get the same.</summary>
    internal static string Task(ModelPrompt prompt) => prompt.Messages.LastOrDefault(message => message.Role == "user")?.Text ?? prompt.Question ?? "";

    internal static string Excerpt(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= 120 ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[119]) ? 119 : 120), "…");
    }

    /// <summary>Of the shape that the question asks for; wrong in the share of questions that Accuracy leaves.</summary>
    private string Value(string question, ulong truth)
    {
        var dice = new SplitMix(truth ^ _self);
        var wrong = dice.NextDouble() >= settings.Accuracy;
        var error = wrong ? 1 + dice.Next() % 7 : 0;
        var start = question.Length > Look ? question[..Look] : question;
        var letters = Option().Matches(start).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal).ToList();
        return letters.Count >= 2 ? letters[Pick(truth, error, letters.Count)]
            : YesNo().IsMatch(start) ? (Pick(truth, error, 2) == 0 ? "Yes" : "No")
            : (truth % 1000 + error).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>An error never lands on the truth.</summary>
    private static int Pick(ulong truth, ulong error, int count)
    {
        var right = (int)(truth % (ulong)count);
        return error == 0 ? right : (right + 1 + (int)(error % (ulong)(count - 1))) % count;
    }

    [GeneratedRegex(@"^\s*\(?([A-J])[).:]\s", RegexOptions.Multiline)]
    private static partial Regex Option();

    [GeneratedRegex(@"^\s*(is|are|was|were|does|do|did|can|could|will|would|should|has|have)\b", RegexOptions.IgnoreCase)]
    private static partial Regex YesNo();
}
