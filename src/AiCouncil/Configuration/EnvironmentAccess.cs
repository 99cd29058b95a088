namespace AiCouncil.Configuration;

/// <summary>What the reader takes from the machine: environment variables and mounted secret files.</summary>
/// <param name="Variable">An environment variable, null when unset.</param>
/// <param name="ReadFile">A file's text; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
internal sealed record EnvironmentAccess(Func<string, string?> Variable, Func<string, string> ReadFile)
{
    public static EnvironmentAccess Process { get; } = new(Environment.GetEnvironmentVariable, File.ReadAllText);

    /// <summary>Null when unset or empty: an empty variable is how Compose and shells write "not given".</summary>
    public string? NonEmpty(string variable) => Variable(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>The home folder, null when the environment names none.</summary>
    public string? Home => NonEmpty("HOME") ?? NonEmpty("USERPROFILE");

    /// <summary>Where the user's data belong (XDG base directory rules: a relative value is ignored).</summary>
    public string? DataDirectory =>
        NonEmpty("XDG_DATA_HOME") is { } data && Path.IsPathRooted(data) ? data
        : NonEmpty("LOCALAPPDATA") is { } local ? local
        : Home is { } home ? Path.Combine(home, ".local", "share")
        : null;

    /// <summary>"~/x" as the shell reads it; a file does not expand it.</summary>
    public string Expand(string path) => path.StartsWith("~/", StringComparison.Ordinal) && Home is { } home ? Path.Combine(home, path[2..]) : path;
}
