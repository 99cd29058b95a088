using System.Buffers;

namespace AiCouncil.Requests;

/// <summary>Names of tenants: short, and safe in paths, headers and logs.</summary>
public static class Tenants
{
    public const string Default = "default";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is >= 1 and <= 64 && !name.AsSpan().ContainsAnyExcept(Allowed);
    }
}
