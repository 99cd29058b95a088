using AiCouncil.Requests;

namespace AiCouncil.Host.Composition;

/// <summary>A council that a command can talk to: in this process, or behind a server.</summary>
internal interface ICouncilSession : IAsyncDisposable
{
    ICouncil Council { get; }

    ICouncilRecords Records { get; }

    /// <summary>Requests outlive this process.</summary>
    bool Remote { get; }

    /// <summary>What people should know before anything is asked.</summary>
    IReadOnlyList<string> Notices { get; }

    /// <summary>Cancelled when the council behind this session can work no more.</summary>
    CancellationToken Stopped { get; }

    /// <param name="probe">Also find out whether each endpoint can be reached (no model is called).</param>
    Task<IReadOnlyList<ModelLine>> ModelsAsync(bool probe, CancellationToken ct);
}

/// <summary>How much of a council a command needs in this process.</summary>
internal enum SessionKind
{
    /// <summary>The journal, for reading; nothing runs.</summary>
    Read,

    /// <summary>Catalogue, journal and orchestration, without a worker: no model is called.</summary>
    Plan,

    /// <summary>All of it.</summary>
    Work,
}

/// <summary>A model as people see it.</summary>
/// <param name="InputPrice">USD per million tokens, null when unknown.</param>
/// <param name="Reachable">Null when nobody looked or it cannot be told.</param>
/// <param name="Hosts">Who gets the prompt; a server does not tell.</param>
internal sealed record ModelLine(
    string Name, string Provider, string Vendor, string Family, decimal? InputPrice, decimal? OutputPrice, int? ContextWindow, bool Simulated,
    bool? Reachable, IReadOnlyList<string>? Hosts = null);
