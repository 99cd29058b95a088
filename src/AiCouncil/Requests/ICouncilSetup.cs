namespace AiCouncil.Requests;

/// <summary>Opens the journal and finds the models without starting anything; the host's start does it by itself.</summary>
public interface ICouncilSetup
{
    /// <summary>Done once; later calls return at once.</summary>
    /// <exception cref="Journal.JournalUnavailableException">The journal cannot be opened.</exception>
    Task PrepareAsync(CancellationToken ct = default);
}
