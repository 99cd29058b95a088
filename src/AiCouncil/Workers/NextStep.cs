using AiCouncil.Journal;

namespace AiCouncil.Workers;

/// <summary>What follows an attempt.</summary>
internal abstract record NextStep
{
    private NextStep()
    {
    }

    /// <summary>Sent once more under the same claim; <paramref name="Fresh"/>: to a deployment that was not tried yet.</summary>
    public sealed record SendAgain(bool Fresh, string Why) : NextStep;

    /// <summary>The claim ends here.</summary>
    public sealed record Store(Moves Move, string? Error = null, string? Detail = null, TimeSpan? Delay = null) : NextStep;
}

/// <summary>What the retry policy may know.</summary>
/// <param name="SendsLeft">Sends that the grant still allows, over every claim.</param>
/// <param name="FreshDeployment">Another deployment could take the call now.</param>
/// <param name="UnusableBefore">An unusable answer was already paid for (or may have been, under an earlier claim).</param>
/// <param name="TimeLeft">Until the request's deadline.</param>
/// <param name="Jitter">0..1, spreads retries.</param>
internal sealed record RetryFacts(int SendsLeft, bool FreshDeployment, bool UnusableBefore, bool MayRetryUnusable, TimeSpan TimeLeft, int Sends, double Jitter);
