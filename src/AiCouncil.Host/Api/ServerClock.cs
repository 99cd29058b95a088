namespace AiCouncil.Host.Api;

/// <summary>How long this server has been up.</summary>
internal sealed class ServerClock(TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();

    public static string Version { get; } = typeof(ServerClock).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public long UptimeSeconds => (long)clock.GetElapsedTime(_start).TotalSeconds;
}
