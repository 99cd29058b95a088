namespace AiCouncil.Host.Commands;

/// <summary>What the process says to scripts.</summary>
internal static class ExitCodes
{
    public const int Answered = 0;
    public const int Usage = 2;
    public const int RequestFailed = 3;
    public const int Degraded = 4;
    public const int Unreachable = 5;
    public const int Interrupted = 130;
}

/// <summary>The command line cannot be followed as it is; the message names where and how to mend it. Exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>What was asked for could not be had, and nothing on the command line is wrong. Exit code 3.</summary>
internal sealed class RequestFailedException(string message) : Exception(message);
