using AiCouncil.Host.Remote;
using AiCouncil.Host.Rendering;
using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

/// <summary>Turns what went wrong into words on stderr and an exit code.</summary>
internal static class ExitCodeOf
{
    public static int Failure(Exception exception, bool interrupted, Terminal terminal)
    {
        if (exception is OperationCanceledException && interrupted)
        {
            return ExitCodes.Interrupted;
        }

        var (code, message) = Explain(exception);
        terminal.Say($"council: {message}");
        return code;
    }

    public static int Response(FinalResponse response, bool strict) => response switch
    {
        { Status: RequestState.Completed, Degraded: true } when strict => ExitCodes.Degraded,
        { Status: RequestState.Completed } => ExitCodes.Answered,
        _ => ExitCodes.RequestFailed,
    };

    /// <summary>The field stands first, and once.</summary>
    private static string Field(InvalidRequestException invalid) =>
        invalid.Message.StartsWith(invalid.Field, StringComparison.Ordinal) ? invalid.Message : $"{invalid.Field}: {invalid.Message}";

    private static (int Code, string Message) Explain(Exception exception) => exception switch
    {
        UsageException => (ExitCodes.Usage, exception.Message),
        InvalidRequestException invalid => (ExitCodes.Usage, Field(invalid)),
        ServerUnreachableException => (ExitCodes.Unreachable, exception.Message),
        RequestFailedException => (ExitCodes.RequestFailed, exception.Message),
        JournalUnavailableException => (ExitCodes.RequestFailed, $"the journal cannot be used: {exception.Message}"),
        _ when ConfigurationErrors.Describe(exception) is { } configuration => (ExitCodes.Usage, configuration),
        IOException or UnauthorizedAccessException => (ExitCodes.RequestFailed, exception.Message),
        _ => (ExitCodes.RequestFailed, $"unexpected {exception.GetType().Name}: {exception.Message}"),
    };
}
