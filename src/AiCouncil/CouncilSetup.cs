using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil;

/// <summary>
/// Opens the journal, loads the models and opens the transport, once; starts nothing. What only reads (a list, an estimate) needs no
/// more than this.
/// </summary>
internal sealed class CouncilSetup(IJournal journal, ModelCatalogue catalogue, Func<CancellationToken, Task<CouncilParts>> build) : ICouncilSetup
{
    private readonly Lock _gate = new();
    private Task<CouncilParts>? _prepared;

    /// <exception cref="JournalUnavailableException">The journal cannot be opened.</exception>
    /// <exception cref="Transport.TransportRefusedException">The transport cannot be used as configured.</exception>
    public Task<CouncilParts> PrepareAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_prepared is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _prepared = OnceAsync(CancellationToken.None); // others wait for it too: who gives up gives up the wait only
            }

            return _prepared.WaitAsync(ct);
        }
    }

    async Task ICouncilSetup.PrepareAsync(CancellationToken ct) => await PrepareAsync(ct);

    /// <summary>The parts, when they are prepared.</summary>
    public CouncilParts Parts => _prepared is { IsCompletedSuccessfully: true } done
        ? done.GetAwaiter().GetResult()
        : throw new InvalidOperationException("The council has not started: start the host, or await ICouncilSetup.PrepareAsync.");

    private async Task<CouncilParts> OnceAsync(CancellationToken ct)
    {
        await journal.MigrateAsync(ct);
        await catalogue.LoadAsync(ct);
        var parts = await build(ct);
        if (parts.Clock is { } clock)
        {
            await clock.ReadAsync(journal, ct); // before the first deadline is written or read by it
        }

        return parts;
    }
}
