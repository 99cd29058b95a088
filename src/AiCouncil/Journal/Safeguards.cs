namespace AiCouncil.Journal;

/// <summary>
/// What keeps the promises. Always on in the product; tests switch one off to see that a test notices
/// (a safeguard whose absence nobody sees is not tested).
/// </summary>
internal sealed record Safeguards
{
    public static Safeguards On { get; } = new();

    /// <summary>A claim needs the call Ready and its fence unchanged.</summary>
    public bool ClaimCompareAndSet { get; init; } = true;

    /// <summary>A failure needs the current fence.</summary>
    public bool FenceOnFailures { get; init; } = true;

    /// <summary>A result and its wake row commit together.</summary>
    public bool WakeRow { get; init; } = true;

    /// <summary>Who stored a decision looks for wake rows again.</summary>
    public bool SecondLook { get; init; } = true;

    /// <summary>Who publishes a hint waits until the broker has taken it.</summary>
    public bool ConfirmWait { get; init; } = true;
}
