namespace AiCouncil.Host.Commands;

/// <summary>The one place that knows which exceptions mean "the configuration cannot be used".</summary>
internal static class ConfigurationErrors
{
    private const string FromCore = "AiCouncil.Configuration.CouncilConfigurationException";

    /// <summary>What to tell the user, null when the exception is about something else.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        Composition.BrokenConfigurationFileException file => file.Message,
        Journal.JournalTooNewException journal => journal.Message,
        Transport.TransportRefusedException transport => transport.Message,
        _ when exception.GetType().FullName == FromCore => exception.Message,
        AggregateException many => many.InnerExceptions.Select(Describe).FirstOrDefault(it => it is not null),
        _ => null,
    };
}
