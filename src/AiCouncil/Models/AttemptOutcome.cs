using AiCouncil.Requests;

namespace AiCouncil.Models;

/// <summary>
/// What one send to a provider came to: a closed set. Which member it is decides whether another send could pay twice.
/// </summary>
public abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    /// <summary>A complete, usable answer; paid.</summary>
    /// <param name="FinishReason">OpenAI's word: stop, length, content_filter, tool_calls.</param>
    /// <param name="Model">The provider's own name of the model that answered.</param>
    public sealed record Answered(string Text, TokenUsage Usage, string FinishReason, string? Model) : AttemptOutcome;

    /// <summary>Complete and paid, but no answer: refusal, cut at the token limit before any answer, empty, unparseable.</summary>
    public sealed record Unusable(UnusableReason Reason, string? Text, TokenUsage Usage, string? Model) : AttemptOutcome;

    /// <summary>Not a byte of the request left this process: a retry cannot pay twice.</summary>
    public sealed record NotSent(string Category, string Detail) : AttemptOutcome;

    /// <summary>A complete error answer: a retry cannot pay twice.</summary>
    /// <param name="RetryAfter">What the provider asked for, in any of its spellings.</param>
    public sealed record Rejected(int Status, string Code, string Detail, TimeSpan? RetryAfter) : AttemptOutcome
    {
        /// <summary>429 and 529: busy, not broken.</summary>
        public bool Throttled => Status is 429 or 529;

        /// <summary>The same words would be refused again by this model: not retried on it.</summary>
        public bool Permanent => Status is 400 or 404 or 405 or 413 or 422;

        public bool CredentialDead => Status is 401 or 403;
    }

    /// <summary>Bytes went out and no complete answer came back: perhaps paid. Becomes OutcomeUnknown.</summary>
    public sealed record Ambiguous(string Category, string Detail) : AttemptOutcome;

    /// <summary>Sent, then cancelled by us; perhaps paid, wanted by nobody.</summary>
    public sealed record Cancelled(string Detail) : AttemptOutcome;
}

public enum UnusableReason { Refusal, Length, Empty, ContentFilter, Unparseable }
