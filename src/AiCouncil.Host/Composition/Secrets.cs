namespace AiCouncil.Host.Composition;

/// <summary>Values that nobody prints. A key whose name says so is secret, whatever it holds.</summary>
internal static class Secrets
{
    public const string Redacted = "(set, not shown)";

    private static readonly string[] Names = ["ApiKey", "Key", "Password", "Secret", "Token", "Connection", "Uri"];

    public static string Show(string key, string? value)
    {
        var name = key[(key.LastIndexOf(':') + 1)..];
        if (string.IsNullOrEmpty(value))
        {
            return "";
        }

        return Array.Exists(Names, it => name.Equals(it, StringComparison.OrdinalIgnoreCase)) ? Redacted : WithoutPassword(value);
    }

    /// <summary>"https://user:pass@host" without what stands before the host.</summary>
    private static string WithoutPassword(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
            ? value.Replace(address.UserInfo + "@", "***@", StringComparison.Ordinal)
            : value;
}
