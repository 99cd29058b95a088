using System.CommandLine;
using System.CommandLine.Parsing;

namespace AiCouncil.Host.Input;

/// <summary>What was typed and cannot be followed, in lines that name it and the way on.</summary>
internal static class ParseErrors
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = Path(parsed.CommandResult);
        foreach (var error in Errors(parsed, command))
        {
            yield return $"council: {error}";
        }

        yield return $"{command} --help shows what there is.";
    }

    /// <summary>A misspelt option was taken for the prompt: only a prompt after <c>--</c> may begin with a dash.</summary>
    public static string? UnknownOption(ParseResult parsed) => parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
        ? null
        : parsed.CommandResult.Children.OfType<ArgumentResult>().Where(it => it.Argument.Name == OptionReading.PromptName)
            .SelectMany(it => it.Tokens).Select(it => it.Value).FirstOrDefault(it => it.Length > 1 && it[0] == '-' && !it.Any(char.IsWhiteSpace));

    private static IEnumerable<string> Errors(ParseResult parsed, string command)
    {
        if (UnknownOption(parsed) is { } option)
        {
            return [$"'{option}' is no option of {command}."];
        }

        if (parsed.UnmatchedTokens is [var word, ..])
        {
            return [Unmatched(parsed.CommandResult.Command, command, word)];
        }

        return parsed.CommandResult.Command.Subcommands.Count > 0
            ? [$"{command} wants one of: {string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(it => it.Name))}."]
            : parsed.Errors.Select(it => it.Message);
    }

    private static string Unmatched(Command of, string command, string word)
    {
        if (word.StartsWith('-'))
        {
            return $"'{word}' is no option of {command}.";
        }

        if (of.Subcommands.Count > 0)
        {
            return $"'{word}' is no command. There are: {string.Join(", ", of.Subcommands.Select(it => it.Name))}.";
        }

        return of.Arguments.Any(it => it.Name == OptionReading.PromptName)
            ? $"'{word}' is one word too many. Put the prompt in quotes."
            : $"'{word}' is one word too many.";
    }

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "council";
}
