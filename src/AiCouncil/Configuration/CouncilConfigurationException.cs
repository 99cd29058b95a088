namespace AiCouncil.Configuration;

/// <summary>The section <c>Council</c> cannot be used; holds every error at once, each with its key path and the fix.</summary>
public sealed class CouncilConfigurationException : Exception
{
    public CouncilConfigurationException(IReadOnlyList<string> errors)
        : base(Describe(errors))
    {
        Errors = errors;
    }

    public CouncilConfigurationException()
        : this([])
    {
    }

    public CouncilConfigurationException(string message)
        : this([message])
    {
    }

    public CouncilConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
        Errors = [message];
    }

    /// <summary>One line each, beginning with the key path.</summary>
    public IReadOnlyList<string> Errors { get; }

    private static string Describe(IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return errors.Count == 1
            ? $"The configuration cannot be used. {errors[0]}"
            : $"The configuration cannot be used, {errors.Count} errors:{string.Concat(errors.Select(error => "\n  " + error))}";
    }
}
