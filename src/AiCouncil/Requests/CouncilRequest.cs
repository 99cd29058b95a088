namespace AiCouncil.Requests;

/// <summary>One message of the conversation. <paramref name="Role"/> is <c>system</c>, <c>user</c> or <c>assistant</c>.</summary>
public sealed record ChatTurn(string Role, string Text);

/// <summary>How a model is asked to generate; null leaves the provider's default.</summary>
public sealed record GenerationOptions
{
    public int? MaxOutputTokens { get; init; }
    public double? Temperature { get; init; }
    public double? TopP { get; init; }
    public double? FrequencyPenalty { get; init; }
    public double? PresencePenalty { get; init; }
    public long? Seed { get; init; }
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>The OpenAI <c>response_format</c> object as JSON text, or null for plain text.</summary>
    public string? ResponseFormat { get; init; }
}

/// <summary>What a caller asks of the council.</summary>
public sealed record CouncilRequest
{
    /// <summary>The conversation; at least one message with text.</summary>
    public required IReadOnlyList<ChatTurn> Messages { get; init; }

    /// <summary>Null takes <c>Council:Defaults:Mode</c>.</summary>
    public ExecutionMode? Mode { get; init; }

    /// <summary>Restricts the council to these configured models; for <see cref="ExecutionMode.Direct"/> exactly one.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    public string Tenant { get; init; } = "default";

    public Priority Priority { get; init; } = Priority.Medium;

    /// <summary>Time until the deadline; null takes the default (180 s, background 600 s). At least 1 s, at most 24 h.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>No call is issued that could take the cost past this; null takes the default, which ignores models without a price.</summary>
    public Usd? MaxCost { get; init; }

    /// <summary>Same key and body joins the request that carries it; at most 255 characters.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Somebody will watch the text as it comes: calls whose text the caller sees unchanged are streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>A background request: it outlives the caller's wait and gets the longer default deadline.</summary>
    public bool Background { get; init; }

    public GenerationOptions Generation { get; init; } = new();

    /// <summary>The caller's own labels, kept with the request; at most 16.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>A question from the user alone.</summary>
    public static CouncilRequest From(string prompt) => new() { Messages = [new ChatTurn("user", prompt)] };
}
