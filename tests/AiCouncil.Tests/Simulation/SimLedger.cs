using AiCouncil.Requests;

namespace AiCouncil.Tests.Simulation;

/// <summary>The provider's own books, outside the system: every send that arrived and what it will be billed.</summary>
internal sealed class SimLedger
{
    private readonly List<Send> _sends = [];
    private readonly Dictionary<(string Model, string Prompt), long> _stored = [];

    public IReadOnlyList<Send> Sends => _sends;

    public List<string> Violations { get; } = [];

    public void Add(Send send)
    {
        if (_stored.TryGetValue(send.Key, out var since) && send.Paid)
        {
            Violations.Add($"a stored answer was paid for again: {send.Key.Model} at {send.At}, stored at {since}");
        }

        _sends.Add(send);
    }

    public void Stored((string Model, string Prompt) key, long now) => _stored.TryAdd(key, now);

    public IEnumerable<Send> Of((string Model, string Prompt) key) => _sends.Where(send => send.Key == key);
}

/// <param name="Paid">The provider took it on: it is billed whatever becomes of the reply.</param>
internal sealed record Send((string Model, string Prompt) Key, long At, bool Paid, Usd? Cost, string Process)
{
    /// <summary>When the caller's side let go of it; null while it runs.</summary>
    public long? EndedAt { get; set; }

    /// <summary>Its complete answer reached the process.</summary>
    public bool Answered { get; set; }
}
