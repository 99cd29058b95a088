using System.Security.Cryptography;
using System.Text;

namespace AiCouncil.Configuration;

/// <summary>
/// A key that opens the HTTP API. Only its hash is held: nothing that prints the options can tell it. The hash needs no salt, since
/// a key is long and stands in no dictionary.
/// </summary>
/// <param name="Name">The operator's word for it, below <c>Council:Auth:Keys</c>.</param>
/// <param name="Tenant">Whose requests it opens.</param>
/// <param name="Sha256">Of the key's UTF-8 bytes.</param>
public sealed record ClientKey(string Name, string Tenant, ReadOnlyMemory<byte> Sha256)
{
    /// <summary>In characters.</summary>
    public const int MinLength = 16;

    public static ClientKey Of(string name, string tenant, string key) => new(name, tenant, Hash(key));

    /// <summary>The one of <paramref name="keys"/> that was presented, else null. It takes as long for a wrong key as for a right one.</summary>
    public static ClientKey? Find(IReadOnlyList<ClientKey> keys, string presented)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var hash = Hash(presented);
        ClientKey? found = null;
        foreach (var key in keys)
        {
            found = CryptographicOperations.FixedTimeEquals(key.Sha256.Span, hash) ? key : found;
        }

        return found;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
