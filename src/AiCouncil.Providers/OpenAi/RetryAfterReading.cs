using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace AiCouncil.Providers.OpenAi;

/// <summary>
/// How long a provider asks to be left alone, in every spelling met in the field: retry-after-ms, Retry-After in seconds or as
/// a date, x-ratelimit-reset-* as durations, words in the body. The most explicit one wins; never negative, at most a day.
/// </summary>
internal static partial class RetryAfterReading
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static TimeSpan? Read(HttpResponseHeaders headers, string body, DateTimeOffset now)
    {
        var wait = Milliseconds(headers, "retry-after-ms") ?? Milliseconds(headers, "x-ms-retry-after-ms")
            ?? Standard(headers, now) ?? InBody(body) ?? Reset(headers);
        return wait is { } it ? TimeSpan.FromTicks(Math.Clamp(it.Ticks, 0, Longest.Ticks)) : null;
    }

    /// <summary>"1s", "6m0s", "120ms", "1h2m3.5s", or bare seconds.</summary>
    public static TimeSpan? Duration(string text)
    {
        if (Number(text) is { } bare)
        {
            return Seconds(bare);
        }

        var match = Units().Match(text.Trim());
        return match is { Success: true, Length: > 0 }
            ? Seconds((Part(match, "d") * 86400) + (Part(match, "h") * 3600) + (Part(match, "m") * 60) + Part(match, "s") + (Part(match, "ms") / 1000))
            : null;
    }

    private static TimeSpan? Milliseconds(HttpResponseHeaders headers, string name) =>
        Value(headers, name) is { } text && Number(text) is { } number ? Seconds(number / 1000) : null;

    private static TimeSpan? Standard(HttpResponseHeaders headers, DateTimeOffset now) =>
        headers.RetryAfter is { } known ? known.Delta ?? known.Date - now
        : Value(headers, "Retry-After") is { } text ? Duration(text) : null;

    private static TimeSpan? InBody(string body)
    {
        var match = Words().Match(body);
        return match.Success ? Duration(match.Groups["wait"].Value) : null;
    }

    /// <summary>These stand in every answer: what is used up counts; where nothing says so, the sooner (asking early is free).</summary>
    private static TimeSpan? Reset(HttpResponseHeaders headers)
    {
        var (requests, tokens) = (Reset(headers, "requests"), Reset(headers, "tokens"));
        return (IsUsedUp(headers, "requests"), IsUsedUp(headers, "tokens")) switch
        {
            (true, true) => requests > tokens ? requests : tokens ?? requests,
            (true, false) => requests ?? tokens,
            (false, true) => tokens ?? requests,
            _ => requests < tokens ? requests : tokens ?? requests,
        };
    }

    private static TimeSpan? Reset(HttpResponseHeaders headers, string what) =>
        Value(headers, $"x-ratelimit-reset-{what}") is { } text ? Duration(text) : null;

    private static bool IsUsedUp(HttpResponseHeaders headers, string what) =>
        Value(headers, $"x-ratelimit-remaining-{what}") is { } text && Number(text) <= 0;

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;

    private static double Part(Match match, string name) => Number(match.Groups[name].Value) ?? 0;

    private static TimeSpan Seconds(double seconds) =>
        TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest.TotalSeconds));

    [GeneratedRegex(@"^(?:(?<d>[\d.]+)d)?(?:(?<h>[\d.]+)h)?(?:(?<m>[\d.]+)m(?!s))?(?:(?<s>[\d.]+)s)?(?:(?<ms>[\d.]+)ms)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Units();

    [GeneratedRegex(
        @"(?:(?:try again|retry) (?:in|after) |""retry_?(?:after|delay)""\s*:\s*""?)(?<wait>(?:\d+(?:\.\d+)?(?:ms|d|h|m|s)?)+)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Words();
}
