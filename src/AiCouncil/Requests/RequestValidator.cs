using System.Globalization;
using AiCouncil.Models;

namespace AiCouncil.Requests;

/// <summary>The rules of a request; the first that is broken is thrown, with its field and how to mend it.</summary>
internal sealed class RequestValidator(IModelCatalogue catalogue)
{
    /// <summary>Characters of all messages together.</summary>
    public const int MaxCharacters = 4 * 1024 * 1024;

    private const int MaxMessages = 1_000;
    private const int MaxMetadata = 16;
    private static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(24);

    /// <exception cref="InvalidRequestException">A rule is broken.</exception>
    public void Check(CouncilRequest request, ExecutionMode mode)
    {
        CheckMessages(request.Messages);
        CheckModels(request, mode);
        CheckLimits(request);
        CheckLabels(request);
        GenerationRules.Check(request.Generation);
    }

    private static void CheckMessages(IReadOnlyList<ChatTurn> messages)
    {
        Require(messages.Count > 0, "messages", "is empty: at least one message from the user is needed.");
        Require(messages.Count <= MaxMessages, "messages", $"has {messages.Count} messages; at most {MaxMessages} are taken.");
        for (var i = 0; i < messages.Count; i++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"messages[{i}]");
            Require(messages[i].Role is "system" or "user" or "assistant", field + ".role", $"'{messages[i].Role}' is not a role; use system, user or assistant.");
            RequireText(messages[i].Text, field + ".content");
        }

        var length = messages.Sum(turn => (long)turn.Text.Length);
        Require(length <= MaxCharacters, "messages", $"has {length} characters; at most {MaxCharacters} are taken.", "prompt_too_long");
        Require(
            messages.Any(turn => turn.Role == "user" && !string.IsNullOrWhiteSpace(turn.Text)), "messages",
            "holds no question: the prompt is empty or only white space.");
    }

    private void CheckModels(CouncilRequest request, ExecutionMode mode)
    {
        var unknown = request.Models.Where(name => catalogue.Find(name) is null).ToList();
        Require(
            unknown.Count == 0, "models",
            $"'{string.Join("', '", unknown)}' is not configured; known are: {string.Join(", ", catalogue.Models.Select(model => model.Name))}.", "model_not_found");
        Require(request.Models.Distinct(StringComparer.Ordinal).Count() == request.Models.Count, "models", "names a model twice.");
        Require(mode != ExecutionMode.Direct || request.Models.Count == 1, "models", "must name exactly one model in direct mode.");
        Require(
            catalogue.Models.Count > 0, "models", "no model is configured: set a provider's key, or Council:Models.", "model_not_found");
    }

    private void CheckLimits(CouncilRequest request)
    {
        if (request.MaxCost is { } cost)
        {
            Require(cost >= Usd.Zero, "max_cost_usd", "is negative; give 0 or more.");
            var priced = catalogue.Models.Where(model => request.Models.Count == 0 || request.Models.Contains(model.Name)).Any(model => model.Price is not null);
            Require(
                priced, "max_cost_usd",
                "cannot be held: none of the models has a price. Set InputPrice and OutputPrice of one, or leave the limit out.");
        }

        if (request.Timeout is { } timeout)
        {
            Require(timeout >= MinTimeout && timeout <= MaxTimeout, "timeout_s", "must lie between 1 second and 24 hours from now.");
        }
    }

    private static void CheckLabels(CouncilRequest request)
    {
        Require(Tenants.IsValid(request.Tenant), "tenant", "must be 1 to 64 of a-z, 0-9, '-' and '_'.");
        if (request.IdempotencyKey is { } key)
        {
            Require(key.Length is >= 1 and <= 255 && !string.IsNullOrWhiteSpace(key), "Idempotency-Key", "must be 1 to 255 characters.");
            RequireText(key, "Idempotency-Key");
        }

        Require(request.Metadata.Count <= MaxMetadata, "metadata", $"has {request.Metadata.Count} entries; at most {MaxMetadata} are kept.");
        foreach (var (name, value) in request.Metadata)
        {
            Require(name.Length is >= 1 and <= 64 && value.Length <= 512, "metadata", "keys are 1 to 64 characters, values at most 512.");
            RequireText(name, "metadata");
            RequireText(value, $"metadata.{name}");
        }
    }

    private static void RequireText(string text, string field)
    {
        Require(!text.Contains('\0', StringComparison.Ordinal), field, "holds a NUL character; remove it.", "invalid_text");
        Require(!HasLoneSurrogate(text), field, "holds a lone surrogate (half of a character); send valid Unicode.", "invalid_text");
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && ++i < text.Length && char.IsLowSurrogate(text[i])))
            {
                return true;
            }
        }

        return false;
    }

    private static void Require(bool holds, string field, string message, string code = "invalid_request")
    {
        if (!holds)
        {
            throw new InvalidRequestException(field, $"{field} {message}", code);
        }
    }
}
