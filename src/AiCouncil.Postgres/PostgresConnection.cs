using Npgsql;

namespace AiCouncil.Postgres;

/// <summary>A connection as people write it: an ADO string, or a <c>postgres://</c> URI as libpq and most hosts do.</summary>
internal static class PostgresConnection
{
    private const int DefaultPort = 5432;

    private static readonly Dictionary<string, string> UriWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = "SSL Mode", ["sslrootcert"] = "Root Certificate", ["sslcert"] = "SSL Certificate", ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password", ["application_name"] = "Application Name", ["target_session_attrs"] = "Target Session Attributes",
        ["channel_binding"] = "Channel Binding", ["options"] = "Options",
    };

    /// <exception cref="FormatException">Says what is wrong without quoting it: the text may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            var settings = IsUri(text) ? FromUri(text) : new NpgsqlConnectionStringBuilder(text);
            return string.IsNullOrEmpty(settings.Host) ? throw new FormatException("names no host.") : settings;
        }
        catch (Exception error) when (error is ArgumentException or UriFormatException or KeyNotFoundException or InvalidCastException)
        {
            throw new FormatException(
                "is no connection; write Host=…;Port=5432;Database=…;Username=…;Password=… or postgres://user:password@host:5432/database.");
        }
    }

    private static bool IsUri(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder FromUri(string text)
    {
        var uri = new Uri(text);
        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder { Host = uri.Host.Trim('[', ']'), Port = uri.Port > 0 ? uri.Port : DefaultPort };
        settings.Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null;
        settings.Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null;
        settings.Database = uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : null;
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            Apply(settings, pair.Split('=', 2));
        }

        return settings;
    }

    private static void Apply(NpgsqlConnectionStringBuilder settings, string[] pair)
    {
        if (pair.Length != 2 || !UriWords.TryGetValue(pair[0], out var word))
        {
            throw new FormatException($"has the parameter \"{pair[0]}\", which is unknown; known are {string.Join(", ", UriWords.Keys)}.");
        }

        settings[word] = Uri.UnescapeDataString(pair[1]).Replace("verify-ca", "VerifyCA", StringComparison.Ordinal)
            .Replace("verify-full", "VerifyFull", StringComparison.Ordinal);
    }
}
