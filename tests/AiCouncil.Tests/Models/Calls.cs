using AiCouncil.Models;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Models;

/// <summary>Prompts and deployments as the path builds them.</summary>
internal static class Calls
{
    public const string Contract = "Reason first. End with one line that begins " + AnswerContract.Marker;

    public static ModelPrompt Member(string question, bool contract = true, int? maxTokens = null) =>
        new([new ChatTurn("system", contract ? Contract : "Answer."), new ChatTurn("user", question)],
            new GenerationOptions { MaxOutputTokens = maxTokens }, CallRole.Member, question);

    public static ModelPrompt As(CallRole role, string question) =>
        new([new ChatTurn("user", question)], new GenerationOptions(), role, question);

    public static DeploymentSettings Deployment(string provider, string model, params (string Key, string Value)[] extra) => new()
    {
        Path = "Council:Models:m",
        ModelName = "m",
        Name = "m",
        Provider = provider,
        Model = model,
        Extra = extra.ToDictionary(it => it.Key, it => it.Value, StringComparer.OrdinalIgnoreCase),
    };

    public static string Final(AttemptOutcome outcome)
    {
        var text = Assert.IsType<AttemptOutcome.Answered>(outcome).Text;
        return text[(text.LastIndexOf(AnswerContract.Marker, StringComparison.Ordinal) + AnswerContract.Marker.Length)..].Trim();
    }
}
