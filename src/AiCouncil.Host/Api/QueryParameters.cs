using System.Globalization;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>Query parameters and preferences; what cannot be read is refused by its name.</summary>
internal static class QueryParameters
{
    private const int MaxWaitSeconds = 600;

    public static int Limit(HttpRequest request) => (int)Integer(request.Query["limit"], "limit", 1, 200, 50);

    public static RequestState? State(HttpRequest request)
    {
        var text = request.Query["state"].ToString();
        return text.Length == 0 ? null
            : Words.States.TryGetValue(text, out var state) ? state
            : throw new InvalidRequestException("state", $"Expected one of {string.Join(", ", Words.States.Keys)}.");
    }

    public static bool Flag(HttpRequest request, string name) => request.Query[name].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        _ => throw new InvalidRequestException(name, "Expected true or false."),
    };

    /// <summary>Where an event stream continues: the Last-Event-ID header, else ?after, else the beginning.</summary>
    public static long After(HttpRequest request)
    {
        const string header = "Last-Event-ID";
        return request.Headers.TryGetValue(header, out var last)
            ? Integer(last, header, 0, long.MaxValue, 0)
            : Integer(request.Query["after"], "after", 0, long.MaxValue, 0);
    }

    /// <summary><c>Prefer: wait=S</c> in seconds, at most 600; null when there is none. A preference that cannot be read is ignored (RFC 7240).</summary>
    public static int? Wait(HttpRequest request)
    {
        foreach (var preference in request.Headers["Prefer"].SelectMany(line => (line ?? "").Split(',')))
        {
            var parts = preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is [var name, var seconds] && name.Equals("wait", StringComparison.OrdinalIgnoreCase)
                && uint.TryParse(seconds.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var wait))
            {
                return (int)Math.Min(wait, MaxWaitSeconds);
            }
        }

        return null;
    }

    private static long Integer(string? text, string name, long least, long most, long otherwise) =>
        string.IsNullOrEmpty(text) ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw new InvalidRequestException(name, string.Create(CultureInfo.InvariantCulture, $"Expected a whole number from {least} to {most}."));
}
