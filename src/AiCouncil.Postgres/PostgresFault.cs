using AiCouncil.Journal;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;

namespace AiCouncil.Postgres;

/// <summary>Which errors are the store's and pass (connection, locks, shutdown), and how they are told.</summary>
internal static class PostgresFault
{
    /// <summary>
    /// True for what may be asked again: nothing was run, or it is open whether it was. A broken constraint or a wrong statement is a
    /// bug and stays what it is.
    /// </summary>
    public static bool IsStores(Exception error) => error switch
    {
        PostgresException refused => IsPassing(refused.SqlState),
        NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException or AuthenticationException or CryptographicException => true,
        _ => false,
    };

    /// <summary>One write of several is at fault, or they met another's locks: each alone may succeed.</summary>
    public static bool MayBeOnes(Exception error) =>
        error is PostgresException refused && refused.SqlState[..2] is not ("08" or "53" or "57" or "58" or "28" or "3D" or "25");

    public static JournalUnavailableException Of(string server, Exception error) =>
        new($"The journal {server} cannot be used: {Explain(error)} (Council:Postgres:Connection)", error);

    private static bool IsPassing(string state) => state[..2] switch
    {
        "08" or "28" or "3D" or "40" or "53" or "57" or "58" => true, // connection, identity, no database, rollback, resources, intervention, system
        _ => state is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction or "25P03" or "25P04",
    };

    private static string Explain(Exception error) => error switch
    {
        PostgresException { SqlState: "28000" } refused when refused.MessageText.Contains("certificate", StringComparison.Ordinal) =>
            "it wants a client certificate that it trusts, made out to this user (SSL Certificate, SSL Key).",
        PostgresException { SqlState: "28P01" or "28000" } => "it refuses this user or password.",
        PostgresException { SqlState: "3D000" } => "there is no such database. Create it, or name another.",
        PostgresException { SqlState: "53100" } => "its disk is full.",
        PostgresException { SqlState: "53300" } => "it has too many connections; raise max_connections or run fewer nodes.",
        PostgresException { SqlState: "55P03" } => "another session has held a lock for too long.",
        PostgresException { SqlState: "25006" } => "it is read-only (a standby); name the primary.",
        PostgresException refused => $"{refused.MessageText} ({refused.SqlState}).",
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => "it does not answer in time.",
        AuthenticationException or NpgsqlException { InnerException: AuthenticationException } =>
            "its certificate is not trusted or names another host (Root Certificate, SSL Mode).",
        CryptographicException or NpgsqlException { InnerException: CryptographicException } =>
            "a certificate or key of this side cannot be read (Root Certificate, SSL Certificate, SSL Key).",
        NpgsqlException { InnerException: { } inner } => inner.Message,
        _ => error.Message,
    };
}
