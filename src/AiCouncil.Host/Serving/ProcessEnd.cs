using AiCouncil.Host.Commands;
using AiCouncil.Host.Composition;
using AiCouncil.Journal;

namespace AiCouncil.Host.Serving;

/// <summary>How servers and workers end.</summary>
internal static class ProcessEnd
{
    /// <summary>Longer than any call may take, so that what is under way is stored and paid once.</summary>
    private static readonly TimeSpan BeyondCall = TimeSpan.FromSeconds(30);

    public static TimeSpan Grace(CouncilOptions options) => options.CallTimeout + BeyondCall;

    /// <summary>Asked to stop by a signal, or by a loop of the host that died.</summary>
    public static async Task WhenAny(CancellationToken asked, CancellationToken died)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(asked, died);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = either.Token.UnsafeRegister(static it => ((TaskCompletionSource)it!).TrySetResult(), over);
        await over.Task;
    }

    /// <summary>At its start a shared journal that cannot be used is a matter of configuration, as a broker is: exit code 2.</summary>
    public static Exception OfStart(Exception error, CouncilOptions options) => error is JournalUnavailableException && options.Journal == CouncilComposition.SharedJournal
        ? new UsageException(error.Message)
        : error;

    /// <exception cref="UsageException">The council gave up its place to another process with its id.</exception>
    /// <exception cref="RequestFailedException">It ended by itself.</exception>
    public static int Code(bool asked, CouncilOptions options, string what) => asked ? ExitCodes.Answered
        : Environment.ExitCode == ExitCodes.Usage
            ? throw new UsageException($"another process registered as '{options.NodeId}'; give each process a Council:Node:Id of its own, or none.")
            : throw new RequestFailedException($"a part of the {what} died; its log tells why.");
}
