using AiCouncil.Configuration;
using AiCouncil.Journal;
using AiCouncil.Postgres;
using AiCouncil.Requests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiCouncil;

public static class CouncilBuilderPostgresExtensions
{
    private const string Key = "Council:Postgres:Connection";

    /// <summary>
    /// Keeps the journal in PostgreSQL (<c>Council:Postgres:Connection</c> or <paramref name="connection"/>, an ADO string or a
    /// <c>postgres://</c> URI). Requests then belong to no process: any may work on them.
    /// </summary>
    /// <exception cref="CouncilConfigurationException">When the container builds the journal: the connection is missing or cannot be read.</exception>
    public static CouncilBuilder UsePostgres(this CouncilBuilder builder, string? connection = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton<IJournal>(provider => Journal(
            connection ?? provider.GetRequiredService<CouncilOptions>().PostgresConnection, provider.GetService<Safeguards>() ?? Safeguards.On));
        services.TryAddSingleton<IProcessPresence>(provider => new ClusterPresence(provider.GetRequiredService<IIdSource>()));
        services.TryAddSingleton(provider => new ProcessIdentity(provider.GetRequiredService<IProcessPresence>().Incarnation, Owner: null));
        return builder;
    }

    private static PostgresJournal Journal(string? connection, Safeguards safeguards)
    {
        try
        {
            return new PostgresJournal(
                connection ?? throw new FormatException("is missing: set it, or the file that holds it with _FILE."), standIn: null, safeguards);
        }
        catch (FormatException error)
        {
            throw new CouncilConfigurationException([$"{Key}: {error.Message}"]);
        }
    }
}
