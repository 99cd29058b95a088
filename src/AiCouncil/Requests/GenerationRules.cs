namespace AiCouncil.Requests;

/// <summary>Ranges of the generation options, OpenAI's.</summary>
internal static class GenerationRules
{
    public static void Check(GenerationOptions options)
    {
        Require(options.MaxOutputTokens is null or > 0, "max_tokens", "must be at least 1.");
        Range(options.Temperature, "temperature", 0, 2);
        Range(options.TopP, "top_p", 0, 1);
        Range(options.FrequencyPenalty, "frequency_penalty", -2, 2);
        Range(options.PresencePenalty, "presence_penalty", -2, 2);
        Require(options.Stop is null or { Count: <= 4 }, "stop", "has more than 4 sequences.");
    }

    private static void Range(double? value, string field, double low, double high) =>
        Require(value is not { } given || (given >= low && given <= high), field, $"must lie between {low} and {high}.");

    private static void Require(bool holds, string field, string message)
    {
        if (!holds)
        {
            throw new InvalidRequestException(field, $"{field} {message}");
        }
    }
}
