using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AiCouncil.Configuration;

/// <summary>Reads single values of the section by the key table and collects what is wrong with them. Empty is unset.</summary>
internal sealed class SectionReader(IConfiguration council, ICollection<string> errors)
{
    public string? Text(string path) => council[path] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    public IEnumerable<string> Children(string path) => council.GetSection(path).GetChildren().Select(child => child.Key);

    /// <summary>Values below <paramref name="path"/> with their paths relative to it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Below(string path) =>
        council.GetSection(path).AsEnumerable(makePathsRelative: true)
            .Where(pair => !string.IsNullOrWhiteSpace(pair.Value) && pair.Key.Length > 0)
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value!.Trim()));

    public void Error(string path, string what) => errors.Add($"Council:{path}: {what}");

    /// <summary>An error that already begins with its key path.</summary>
    public void Report(string error) => errors.Add(error);

    public double? Number(string path) =>
        Text(path) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Key(path).InRange(value) ? value
        : Refuse<double>(path, text, $"a number {Key(path).Range}");

    public int? Integer(string path) =>
        Text(path) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && Key(path).InRange(value) ? value
        : Refuse<int>(path, text, $"a whole number {Key(path).Range}");

    public decimal? Money(string path) =>
        Text(path) is not { } text ? null
        : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Key(path).InRange((double)value) ? value
        : Refuse<decimal>(path, text, $"an amount of US dollars {Key(path).Range}");

    public TimeSpan? Seconds(string path) => Number(path) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    public bool? Flag(string path) =>
        Text(path) is not { } text ? null
        : bool.TryParse(text, out var value) ? value
        : Refuse<bool>(path, text, "true or false");

    /// <summary>One word of a closed set, in the set's own spelling.</summary>
    public string? Word(string path) => Text(path) is { } text ? Chosen(path, text) : null;

    /// <summary>A word of a closed set as the enum that mirrors it.</summary>
    public T? Word<T>(string path)
        where T : struct, Enum => Word(path) is { } word ? Parse<T>(word) : null;

    public IReadOnlyList<T> Words<T>(string path)
        where T : struct, Enum =>
        [.. Names(path).Select(word => Chosen(path, word)).OfType<string>().Select(Parse<T>).Distinct()];

    public IReadOnlyList<string> Names(string path) =>
        Text(path)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    public Uri? Address(string path)
    {
        if (Text(path) is not { } text)
        {
            return null;
        }

        var fine = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
        if (!fine)
        {
            // Not quoted: an address may carry a password.
            Error(path, "is not an address; write http:// or https://, host and path, without user, query or fragment.");
        }

        return fine ? uri : null;
    }

    private static ConfigurationKey Key(string path) =>
        CouncilKeys.Find(path) ?? throw new InvalidOperationException($"no key {path} in the table");

    private static T Parse<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    private static string Bare(string word) => word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    private string? Chosen(string path, string text)
    {
        var key = Key(path);
        var chosen = key.Choices.FirstOrDefault(choice => Bare(choice).Equals(Bare(text), StringComparison.OrdinalIgnoreCase));
        if (chosen is null)
        {
            Error(path, key.LaterChoices.Contains(text, StringComparer.OrdinalIgnoreCase)
                ? $"\"{text}\" is not in this version; use {string.Join(" or ", key.Choices)}."
                : $"\"{text}\" is unknown{Spelling.Hint(text, key.Choices)}");
        }

        return chosen;
    }

    private T? Refuse<T>(string path, string text, string wanted)
        where T : struct
    {
        Error(path, $"\"{text}\" is not {wanted}.");
        return null;
    }
}
