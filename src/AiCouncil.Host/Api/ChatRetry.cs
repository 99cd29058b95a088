using System.Globalization;

namespace AiCouncil.Host.Api;

/// <summary>What is known about whether a client sends this body again by itself.</summary>
internal enum ChatRetry
{
    /// <summary>A request of its own.</summary>
    None,

    /// <summary>The client's library repeats failures and does not say so: this may be a repetition.</summary>
    Silent,

    /// <summary>The client says that it is one.</summary>
    Counted,
}

/// <summary>Tells the retries that libraries make by themselves from what their users ask for.</summary>
internal static class ChatRetries
{
    /// <summary>Beginnings of products in the User-Agent of libraries that repeat every 5xx, count nothing and read no x-should-retry: Vercel's AI SDK, OpenAI's client for .NET.</summary>
    private static readonly string[] SilentRepeaters = ["ai-sdk/", "OpenAI/"];

    public static ChatRetry Of(HttpRequest request)
    {
        // OpenAI's own generated clients count their tries here.
        if (int.TryParse(request.Headers["x-stainless-retry-count"], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return count >= 1 ? ChatRetry.Counted : ChatRetry.None;
        }

        var products = request.Headers.UserAgent.ToString().Split(' ');
        return products.Any(product => SilentRepeaters.Any(name => product.StartsWith(name, StringComparison.Ordinal))) ? ChatRetry.Silent : ChatRetry.None;
    }
}
