namespace AiCouncil.Configuration;

/// <summary>What the section came to.</summary>
/// <param name="Options">Null when there are errors.</param>
/// <param name="Errors">All of them, each with its key path and the fix; never a secret's value.</param>
internal sealed record OptionsReading(CouncilOptions? Options, IReadOnlyList<string> Errors);
