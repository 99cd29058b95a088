using System.Globalization;
using System.Text.Json;
using AiCouncil.Integration.Tests.Requests;
using AiCouncil.Requests;

namespace AiCouncil.Integration.Tests.Recorded;

/// <summary>A member: the recorded column, its family, its prior, its list price in USD per million tokens.</summary>
public sealed record RecordedMember(string Column, string Family, double Quality, decimal In, decimal Out);

/// <summary>Recorded questions and who answers them.</summary>
public sealed record RecordedCouncilSet(string Name, string File, IReadOnlyList<RecordedMember> Best, IReadOnlyList<RecordedMember> Ladder)
{
    public override string ToString() => Name;
}

/// <summary>One question as the council answered it.</summary>
internal sealed record RecordedAnswer(Arbitration.RecordedQuestion Question, RequestEstimate Estimate, FinalResponse Response)
{
    public decimal Cost => Response.Cost.TotalUsd!.Value.ToDecimal();

    public int Calls => Response.Members.Count(member => member.State is "completed" or "late");
}

/// <summary>Where recordings come from, and how a council is asked through the whole path in one process.</summary>
internal static class RecordedCouncil
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("COUNCIL_EVAL_DATA") is { Length: > 0 } folder ? folder : null;

    public static bool IsSample => Folder is null;

    public static IReadOnlyList<RecordedCouncilSet> Sets { get; } = Folder is null ? [Sample()] : Real(Folder);

    public static async Task<IReadOnlyList<RecordedAnswer>> AskAsync(
        RecordedCouncilSet set, IReadOnlyList<RecordedMember> members, ExecutionMode mode, int questions)
    {
        await using var host = await HostedCouncil.StartAsync(council => council.UseSqlite().AddWorker(), [.. members.SelectMany(member => Settings(set, member))]);
        var answers = new List<RecordedAnswer>();
        foreach (var batch in Arbitration.RecordedQuestions.Read(set.File).Take(questions).Chunk(16))
        {
            answers.AddRange(await Task.WhenAll(batch.Select(async question =>
            {
                var request = CouncilRequest.From(question.Prompt) with { Mode = mode };
                return new RecordedAnswer(question, host.Records.Estimate(request), await host.Council.AskAsync(request));
            })));
        }

        return answers;
    }

    private static IEnumerable<(string, string)> Settings(RecordedCouncilSet set, RecordedMember member)
    {
        var path = $"Council:Models:{member.Column}:";
        yield return (path + "Provider", "recorded");
        yield return (path + "File", set.File);
        yield return (path + "Family", member.Family);
        yield return (path + "Quality", member.Quality.ToString(CultureInfo.InvariantCulture));
        yield return (path + "InputPrice", member.In.ToString(CultureInfo.InvariantCulture));
        yield return (path + "OutputPrice", member.Out.ToString(CultureInfo.InvariantCulture));
    }

    private static RecordedCouncilSet Sample()
    {
        IReadOnlyList<RecordedMember> five =
            [new("alpha", "a", 0.8, 3, 15), new("bravo", "b", 0.79, 2.5m, 10), new("carol", "c", 0.78, 3.5m, 3.5m), new("delta", "d", 0.77, 2, 6), new("echo", "e", 0.76, 1.25m, 5)];
        return new RecordedCouncilSet("sample", Path.Combine(AppContext.BaseDirectory, "Recorded", "sample.jsonl"), five, [five[0], five[1], five[3], five[4]]);
    }

    private static IReadOnlyList<RecordedCouncilSet> Real(string folder)
    {
        var prices = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "prices.json"))).RootElement;
        RecordedMember Of(string column, string family, double quality) =>
            new(column, family, quality, prices.GetProperty(column).GetProperty("in").GetDecimal(), prices.GetProperty(column).GetProperty("out").GetDecimal());
        RecordedMember[] strong =
        [
            Of("claude-3-5-sonnet-20241022", "anthropic", 0.80), Of("gpt-4o-2024-08-06", "openai", 0.79), Of("Meta-Llama-3.1-405B-Instruct@hyperbolic", "meta", 0.78),
            Of("Mistral-Large-2", "mistral", 0.77), Of("gemini-1.5-pro", "gemini-pro", 0.76),
        ];
        RecordedMember[] ladder = [Of("gpt-4o-mini-2024-07-18", "openai", 0.68), Of("deepseek-v2.5-0908", "deepseek", 0.67), strong[0], strong[1]];
        RecordedMember[] strongOnMmlu =
        [
            Of("gpt-4o-2024-05-13", "openai", 0.80), Of("gemini-1.5-pro-002", "gemini-pro", 0.79), Of("Meta-Llama-3_1-70B-Instruct", "meta", 0.78),
            Of("gemini-1.5-flash-002", "gemini-flash", 0.77), Of("deepseek-v2-chat", "deepseek", 0.76),
        ];
        return
        [
            new("GSM8K", Path.Combine(folder, "gsm8k.dev.jsonl"), strong, ladder),
            new("CRUX", Path.Combine(folder, "cruxeval.dev.jsonl"), strong, ladder),
            new("MATH-L5", Path.Combine(folder, "math_l5.dev.jsonl"), strong, ladder),
            new("MMLU-Pro", Path.Combine(folder, "mmlu_pro_sample.dev.jsonl"), strongOnMmlu,
                [strongOnMmlu[3] with { Quality = 0.68 }, strongOnMmlu[4] with { Quality = 0.67 }, strongOnMmlu[0], strongOnMmlu[1]]),
        ];
    }
}
