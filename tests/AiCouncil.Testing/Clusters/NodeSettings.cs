namespace AiCouncil.Testing.Clusters;

/// <summary>How one node of a cluster differs from the others.</summary>
public sealed record NodeSettings
{
    /// <summary>COUNCIL_FAILPOINT: where it stops itself.</summary>
    public string? Failpoint { get; init; }

    /// <summary>COUNCIL_SAFEGUARDS_OFF.</summary>
    public string? SafeguardsOff { get; init; }

    /// <summary>Council:Node:Id; null is the node's name in the test.</summary>
    public string? Id { get; init; }

    /// <summary>Calls that a worker runs at once.</summary>
    public int Slots { get; init; } = 8;

    /// <summary>What a worker serves; null is all pools.</summary>
    public string? Pools { get; init; }
}
