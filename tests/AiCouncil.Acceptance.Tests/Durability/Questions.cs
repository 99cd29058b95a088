using System.Globalization;
using AiCouncil.Requests;
using AiCouncil.Testing.Providers;

namespace AiCouncil.Acceptance.Tests.Durability;

/// <summary>Requests in all modes, each recognisable in every prompt it leads to, and models that answer them.</summary>
internal static class Questions
{
    private const string Plan =
        """
        {"subtasks": [
          {"id": "explain", "goal": "Explain both.", "inputs": [], "task_type": "reasoning", "answer_type": "prose", "essential": true},
          {"id": "advise", "goal": "Recommend one.", "inputs": ["explain"], "task_type": "reasoning", "answer_type": "prose", "essential": true}
        ]}
        """;

    public static string Mark(int number) => string.Create(CultureInfo.InvariantCulture, $"(case-{number:000})");

    /// <summary>Direct, fast, balanced and best-quality in turn; every fifth is planned and has two subtasks.</summary>
    public static object Body(int number)
    {
        var prompt = number % 5 == 0
            ? $"First explain how TCP and QUIC open a connection, then compare them, and finally recommend one for a game server. {Mark(number)}"
            : $"What is 6 times 7? {Mark(number)}";
        return (number % 4) switch
        {
            0 => new { prompt, mode = "balanced" },
            1 => new { prompt, mode = "direct", models = new[] { "gamma" } },
            2 => new { prompt, mode = "fast" },
            _ => (object)new { prompt, mode = "best-quality" },
        };
    }

    /// <summary>A sensible answer to whatever the call asks for.</summary>
    public static string Answer(ModelCall call) =>
        call.IsPlan ? Plan
        : call.Sent.Prompt.Contains(AnswerContract.Marker, StringComparison.Ordinal) ? $"Six sevens are 42.\n{AnswerContract.Marker} 42"
        : "QUIC needs one round trip and TCP with TLS two, so take QUIC.";
}
