using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AiCouncil.Requests;

namespace AiCouncil.Host.Input;

/// <summary>Typed options whose errors name the option and what it takes.</summary>
internal static class OptionReading
{
    public const string PromptName = "PROMPT";

    private static readonly Dictionary<string, ExecutionMode> Modes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["fast"] = ExecutionMode.Fast,
        ["balanced"] = ExecutionMode.Balanced,
        ["best-quality"] = ExecutionMode.BestQuality,
        ["best_quality"] = ExecutionMode.BestQuality,
        ["direct"] = ExecutionMode.Direct,
    };

    public static Option<ExecutionMode?> Mode() => new("--mode")
    {
        Description = "fast, balanced, best-quality or direct.",
        HelpName = "fast|balanced|best-quality|direct",
        CustomParser = result => Modes.TryGetValue(Word(result), out var mode)
            ? mode
            : Fail<ExecutionMode?>(result, $"--mode: '{Word(result)}' is none. Use fast, balanced, best-quality or direct."),
    };

    public static Option<Usd?> MaxCost() => new("--max-cost")
    {
        Description = "No call is made that could take the cost past this many US dollars.",
        HelpName = "USD",
        CustomParser = result =>
            decimal.TryParse(Word(result), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars) && dollars is > 0 and <= 1_000_000
                ? Usd.FromDecimal(dollars)
                : Fail<Usd?>(result, $"--max-cost: '{Word(result)}' is no cost limit. Give US dollars above 0 and up to 1000000, 0.05 for example."),
    };

    public static Option<TimeSpan?> Timeout() => new("--timeout")
    {
        Description = "Seconds until the request's deadline (1 to 86400).",
        HelpName = "S",
        CustomParser = result =>
            double.TryParse(Word(result), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 86_400
                ? TimeSpan.FromSeconds(seconds)
                : Fail<TimeSpan?>(result, $"--timeout: '{Word(result)}' is no deadline. Give seconds from now, 1 to 86400."),
    };

    public static Option<RequestState?> State() => new("--state")
    {
        Description = "Only requests in this state.",
        HelpName = "queued|in_progress|completed|failed|cancelled",
        CustomParser = result => Enum.TryParse<RequestState>(Word(result).Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var state)
            && !char.IsAsciiDigit(Word(result)[0])
            ? state
            : Fail<RequestState?>(result, $"--state: '{Word(result)}' is none. Use queued, in_progress, completed, failed or cancelled."),
    };

    public static Option<OutputFormat> Output() => new("--output", "-o")
    {
        Description = "text (default), json or jsonl.",
        HelpName = "text|json|jsonl",
        Recursive = true,
        CustomParser = result => Word(result) switch
        {
            "text" => OutputFormat.Text,
            "json" => OutputFormat.Json,
            "jsonl" => OutputFormat.JsonLines,
            var other => Fail<OutputFormat>(result, $"--output: '{other}' is none. Use text, json or jsonl."),
        },
    };

    public static Option<RequestId?> Id(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "ID",
        CustomParser = result => RequestId.TryParse(Word(result), out var id) ? id : Fail<RequestId?>(result, NoId(name, Word(result))),
    };

    public static Argument<RequestId> Id() => new("ID")
    {
        Description = "The request's id, as ask --detach, submit and list print it.",
        CustomParser = result => RequestId.TryParse(Word(result), out var id) ? id : Fail<RequestId>(result, NoId("ID", Word(result))),
    };

    public static Argument<string?> Prompt() => new(PromptName)
    {
        Description = "The question, in quotes; - reads standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>"a, b,c" as three names.</summary>
    public static IReadOnlyList<string> Names(string? list) =>
        list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string NoId(string name, string word) => $"{name}: '{word}' is no request id. Ids look like 0199a8c2-…; council list shows them.";

    private static string Word(SymbolResult result) => result.Tokens.Count > 0 ? result.Tokens[0].Value : "";

    private static T? Fail<T>(SymbolResult result, string error)
    {
        result.AddError(error);
        return default;
    }
}

internal enum OutputFormat { Text, Json, JsonLines }
