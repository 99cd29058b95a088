using AiCouncil.Requests;

namespace AiCouncil.Models;

/// <summary>Tokens where no provider counted them: characters / 4.</summary>
internal static class TokenCount
{
    public static TokenUsage Usage(ModelPrompt prompt, string output) =>
        new(Of(prompt.Messages.Sum(message => (long)message.Text.Length)), Of(output.Length));

    private static long Of(long characters) => (characters + 3) / 4;
}
