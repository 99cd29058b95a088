namespace AiCouncil.Providers.OpenAi;

/// <summary>Reads bodies without trusting their size.</summary>
internal static class BoundedBody
{
    public const int AnswerLimit = 32 * 1024 * 1024;

    /// <summary>The body up to <paramref name="limit"/> bytes, and whether that was all of it.</summary>
    public static async Task<(byte[] Body, bool Whole)> ReadAsync(HttpContent content, int limit, CancellationToken ct)
    {
        await using var stream = await content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, ct);
            if (read == 0)
            {
                return (body.ToArray(), true);
            }

            body.Write(buffer, 0, (int)Math.Min(read, limit - body.Length));
            if (body.Length == limit)
            {
                return (body.ToArray(), false);
            }
        }
    }
}
