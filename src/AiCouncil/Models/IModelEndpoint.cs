using AiCouncil.Requests;

namespace AiCouncil.Models;

/// <summary>What is sent to a model.</summary>
/// <param name="Question">The user's own question, for providers that answer from recordings; never sent elsewhere.</param>
public sealed record ModelPrompt(IReadOnlyList<ChatTurn> Messages, GenerationOptions Options, CallRole Role, string? Question);

/// <summary>
/// One deployment: an endpoint, a key and a region of a model. A call makes exactly one HTTP request: no hidden retry,
/// no redirect. Expected failures are outcomes; only bugs throw.
/// </summary>
public interface IModelEndpoint
{
    /// <param name="onDelta">When given, the call streams and hands over text as it comes; the outcome still holds the whole text.</param>
    /// <param name="ct">Cancelling closes the connection and yields NotSent (before the send) or Cancelled (after it).</param>
    Task<AttemptOutcome> CallAsync(ModelPrompt prompt, Action<string>? onDelta, CancellationToken ct);
}

/// <summary>Makes endpoints of one provider word from configuration.</summary>
public interface IModelProvider
{
    /// <summary>The words of <c>Council:Models:…:Provider</c> it serves.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Builds the endpoint. Called once per deployment at start, after validation.</summary>
    IModelEndpoint Create(DeploymentSettings deployment);

    /// <summary>What is wrong with the settings, each with its key path; empty when they are fine.</summary>
    IEnumerable<string> Validate(DeploymentSettings deployment);
}
