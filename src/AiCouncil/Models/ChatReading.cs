using AiCouncil.Requests;
using Microsoft.Extensions.AI;

namespace AiCouncil.Models;

/// <summary>Reads the outcome out of a response that the client took for a success.</summary>
internal static class ChatReading
{
    /// <summary>Microsoft.Extensions.AI's code of the error content that carries a refusal.</summary>
    private const string RefusalCode = "Refusal";

    /// <param name="complete">False where only a finish reason can prove that a stream was not cut.</param>
    public static AttemptOutcome Read(ChatResponse response, bool complete)
    {
        var contents = response.Messages.SelectMany(message => message.Contents).ToList();
        if (contents.OfType<ErrorContent>().FirstOrDefault(error => error.ErrorCode != RefusalCode) is { } broken)
        {
            return new AttemptOutcome.Ambiguous("error_event", Shortened(broken.Message ?? "an error inside the answer"));
        }

        if (!complete && response.FinishReason is null)
        {
            return new AttemptOutcome.Ambiguous("cut", "the stream ended without a finish reason");
        }

        var refusal = string.Concat(contents.OfType<ErrorContent>().Select(error => error.Message));
        return Answer(response, contents, refusal);
    }

    /// <summary>Fills in what the provider did not report: tokens are about characters ÷ 4.</summary>
    public static AttemptOutcome WithUsage(AttemptOutcome outcome, ModelPrompt prompt) => outcome switch
    {
        AttemptOutcome.Answered it => it with { Usage = Filled(it.Usage, prompt, it.Text) },
        AttemptOutcome.Unusable it => it with { Usage = Filled(it.Usage, prompt, it.Text) },
        _ => outcome,
    };

    public static string Shortened(string detail) => detail.Length <= 300 ? detail : detail[..299] + "…";

    private static AttemptOutcome Answer(ChatResponse response, List<AIContent> contents, string refusal)
    {
        var (text, finish) = (response.Text, response.FinishReason);
        var blank = string.IsNullOrWhiteSpace(text);
        UnusableReason? reason = true switch
        {
            _ when refusal.Length > 0 => UnusableReason.Refusal,
            _ when finish == ChatFinishReason.ContentFilter => UnusableReason.ContentFilter,
            _ when !blank => null,
            _ when finish == ChatFinishReason.Length => UnusableReason.Length,
            _ when contents.OfType<FunctionCallContent>().Any() => UnusableReason.Unparseable,
            _ => UnusableReason.Empty,
        };
        var usage = new TokenUsage(response.Usage?.InputTokenCount ?? 0, response.Usage?.OutputTokenCount ?? 0);
        return reason is { } why
            ? new AttemptOutcome.Unusable(why, refusal.Length > 0 ? refusal : blank ? null : text, usage, response.ModelId)
            : new AttemptOutcome.Answered(text, usage, (finish ?? ChatFinishReason.Stop).Value, response.ModelId);
    }

    private static TokenUsage Filled(TokenUsage reported, ModelPrompt prompt, string? text) => new(
        reported.InputTokens > 0 ? reported.InputTokens : TokensOf(prompt.Messages.Sum(turn => (long)turn.Text.Length)),
        reported.OutputTokens > 0 ? reported.OutputTokens : TokensOf(text?.Length ?? 0));

    private static long TokensOf(long characters) => (characters + 3) / 4;
}
