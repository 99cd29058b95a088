using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace AiCouncil.Host.Composition;

/// <summary>What every host of a council has in common.</summary>
internal static class CouncilComposition
{
    public const string SharedJournal = "Postgres";
    private const string RabbitMq = "RabbitMq";

    /// <summary>A council of this process alone: whatever transport is configured, it talks to nobody.</summary>
    public static CouncilBuilder AddCouncil(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTestSwitches(Environment.GetEnvironmentVariable, Console.Error);
        var council = services.AddAiCouncil(configuration).AddProviders();
        return Is(configuration, "Council:Journal", SharedJournal) ? council.UsePostgres() : council.UseSqlite();
    }

    /// <summary>A council on the configured transport: a server or a worker node.</summary>
    public static CouncilBuilder AddClusterCouncil(this IServiceCollection services, IConfiguration configuration)
    {
        var council = services.AddCouncil(configuration);
        return Is(configuration, "Council:Transport", RabbitMq) ? council.UseRabbitMq() : council;
    }

    private static bool Is(IConfiguration configuration, string key, string word) => word.Equals(configuration[key]?.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Logs go to stderr, never to stdout; <paramref name="least"/> unless the section Logging says otherwise.</summary>
    public static void AddStandardErrorLogs(this ILoggingBuilder logging, IConfiguration configuration, LogLevel least)
    {
        logging.SetMinimumLevel(least);
        // A start that fails is told once, by the command line, without a stack trace; a loop that died stays critical.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.TimestampFormat = "HH:mm:ss ";
            format.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(it => it.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <summary>Signals belong to the command line (see Interrupts), not to the host.</summary>
    public static void LeaveSignalsToCommandLine(this IServiceCollection services) => services.AddSingleton<IHostLifetime, NoSignals>();

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
