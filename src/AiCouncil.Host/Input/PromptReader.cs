using System.Text;
using AiCouncil.Host.Commands;

namespace AiCouncil.Host.Input;

/// <summary>The prompt: the argument, or standard input where the argument is <c>-</c> or absent and something is piped in.</summary>
internal static class PromptReader
{
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="UsageException">There is none, or it cannot be a prompt.</exception>
    public static async Task<string> ReadAsync(string? argument, StandardInput input, CancellationToken ct)
    {
        if (argument is not (null or "-"))
        {
            return Check(argument, MaxBytes < (long)argument.Length * 3 && Encoding.UTF8.GetByteCount(argument) > MaxBytes);
        }

        if (argument is null && !input.Redirected)
        {
            throw new UsageException("prompt: none was given. Put it in quotes after the command, or pipe it in: echo \"…\" | council ask");
        }

        await using var stream = input.Open();
        return await ReadStreamAsync(stream, ct);
    }

    private static async Task<string> ReadStreamAsync(Stream stream, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0 && bytes.Length <= MaxBytes)
        {
            bytes.Write(buffer, 0, read);
        }

        if (bytes.Length > MaxBytes)
        {
            return Check("", tooLong: true);
        }

        return Check(Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)), tooLong: false);
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new UsageException($"prompt: standard input is not valid UTF-8 (at byte {error.Index}). Convert it first, with iconv for example.");
        }
    }

    private static string Check(string prompt, bool tooLong)
    {
        if (tooLong)
        {
            throw new UsageException("prompt: longer than 4 MiB. Shorten it, or ask about parts of it.");
        }

        if (string.IsNullOrWhiteSpace(prompt))
        {
            throw new UsageException("prompt: empty. Say what the council should answer.");
        }

        return prompt.Contains('\0', StringComparison.Ordinal)
            ? throw new UsageException("prompt: holds a NUL character. Remove it; text cannot contain one.")
            : prompt.TrimEnd('\r', '\n');
    }
}

/// <summary>Standard input of the process.</summary>
/// <param name="Redirected">Something other than a terminal is on it.</param>
internal sealed record StandardInput(bool Redirected, Func<Stream> Open);
