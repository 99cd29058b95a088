using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Workers;

/// <summary>What an attempt cost: known for complete answers, the most it may cost where nobody knows, nothing where none was made.</summary>
internal static class Settlement
{
    public static AttemptEnd Of(int number, AttemptOutcome outcome, CallGrant grant, TokenPrice? price) => outcome switch
    {
        AttemptOutcome.Answered it => new AttemptEnd(number, AttemptResult.Answered, it.Model, it.Usage, Price(price, it.Usage)),
        AttemptOutcome.Unusable it => new AttemptEnd(number, AttemptResult.Unusable, RetryPolicy.Word(it.Reason), it.Usage, Price(price, it.Usage)),
        AttemptOutcome.NotSent it => Free(number, AttemptResult.NotSent, $"{it.Category}: {it.Detail}"),
        AttemptOutcome.Rejected it => Free(number, AttemptResult.Rejected, $"{it.Status} {it.Code}: {it.Detail}"),
        AttemptOutcome.Ambiguous it => Perhaps(number, AttemptResult.Ambiguous, $"{it.Category}: {it.Detail}", grant, price),
        AttemptOutcome.Cancelled it => Perhaps(number, AttemptResult.Cancelled, it.Detail, grant, price),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static AttemptEnd Free(int number, AttemptResult result, string detail) =>
        new(number, result, detail, new TokenUsage(0, 0), Usd.Zero);

    private static AttemptEnd Perhaps(int number, AttemptResult result, string detail, CallGrant grant, TokenPrice? price) =>
        new(number, result, detail, new TokenUsage(0, 0), price?.CostOf(grant.InputTokens, grant.MaxOutputTokens));

    private static Usd? Price(TokenPrice? price, TokenUsage usage) => price?.CostOf(usage.InputTokens, usage.OutputTokens);
}
