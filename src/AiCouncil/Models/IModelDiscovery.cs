namespace AiCouncil.Models;

/// <summary>Finds models when <c>Council:Models</c> is empty: keys in the environment, a local server that answers.</summary>
public interface IModelDiscovery
{
    /// <summary>What can be reached; each entry is as if it had been configured. Takes at most 300 ms.</summary>
    ValueTask<Discovery> DiscoverAsync(CancellationToken ct);
}

/// <param name="Notices">Sentences for people: keys found whose vendor this version does not serve, for example. Without any model they are errors.</param>
public sealed record Discovery(IReadOnlyList<ModelOptions> Models, IReadOnlyList<string> Notices);
