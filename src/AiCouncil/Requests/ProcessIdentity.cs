namespace AiCouncil.Requests;

/// <summary>This process as the journal sees it.</summary>
/// <param name="Incarnation">Unique per start.</param>
/// <param name="Owner">Set where a request belongs to the process that accepted it (one process, SQLite), null where any may work on it.</param>
internal sealed record ProcessIdentity(string Incarnation, string? Owner);
