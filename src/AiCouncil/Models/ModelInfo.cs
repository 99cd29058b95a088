using AiCouncil.Requests;

namespace AiCouncil.Models;

/// <summary>A logical model as routing sees it.</summary>
/// <param name="Name">The configured name, unique.</param>
/// <param name="Provider">The configured provider word, "openai" for example.</param>
/// <param name="Vendor">Who made it ("openai", "anthropic", …): two models of one vendor err together.</param>
/// <param name="Family">Models of one family share errors even more; at most one of each votes where others exist.</param>
/// <param name="Quality">Prior quality in 0..1.</param>
/// <param name="Price">USD per million tokens, null when unknown.</param>
/// <param name="ContextWindow">Tokens of input and output together.</param>
/// <param name="Tasks">What it is good at; empty means everything but images.</param>
/// <param name="Pool">The pool that can reach it.</param>
public sealed record ModelInfo(
    string Name, string Provider, string Vendor, string Family, double Quality, TokenPrice? Price, int ContextWindow,
    IReadOnlyList<TaskType> Tasks, string Pool, bool Simulated);

/// <summary>USD per million tokens.</summary>
public sealed record TokenPrice(decimal Input, decimal Output)
{
    /// <summary>1 USD per million tokens is 1,000 nano-dollars a token.</summary>
    public Usd CostOf(long inputTokens, long outputTokens) =>
        new((long)Math.Ceiling((Input * inputTokens + Output * outputTokens) * 1000m));
}
