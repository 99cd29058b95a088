using AiCouncil.Requests;

namespace AiCouncil.Models;

/// <summary>FNV-1a over UTF-16: equal in every process, unlike <see cref="string.GetHashCode()"/>. Not for secrets.</summary>
internal static class StableHash
{
    private const ulong Start = 14695981039346656037;

    public static ulong Of(string text) => Of(text, Start);

    public static ulong Of(IReadOnlyList<ChatTurn> messages)
    {
        var hash = Start;
        foreach (var message in messages)
        {
            hash = Of(message.Text, Of(message.Role, hash));
        }

        return hash;
    }

    private static ulong Of(ReadOnlySpan<char> text, ulong hash)
    {
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        return hash;
    }
}
