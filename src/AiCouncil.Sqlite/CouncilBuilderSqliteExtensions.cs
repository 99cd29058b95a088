using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiCouncil;

public static class CouncilBuilderSqliteExtensions
{
    /// <summary>
    /// Keeps the journal in one SQLite file (<c>Council:Sqlite:Path</c>); the default of the command line. Requests then belong to
    /// the process that accepted them.
    /// </summary>
    public static CouncilBuilder UseSqlite(this CouncilBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton<IJournal>(provider => new SqliteJournal(
            Path(provider), provider.GetRequiredService<TimeProvider>(), provider.GetService<Safeguards>() ?? Safeguards.On));
        services.TryAddSingleton<IProcessPresence>(provider => Path(provider) == JournalFile.Memory
            ? new MemoryPresence(provider.GetRequiredService<IIdSource>())
            : new LockFilePresence(Path(provider), provider.GetRequiredService<IIdSource>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider =>
        {
            var incarnation = provider.GetRequiredService<IProcessPresence>().Incarnation;
            return new ProcessIdentity(incarnation, Owner: incarnation);
        });
        return builder;
    }

    private static string Path(IServiceProvider provider) => provider.GetRequiredService<CouncilOptions>().SqlitePath;
}
