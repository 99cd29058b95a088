using System.Text;
using AiCouncil.Journal;
using AiCouncil.Postgres;
using AiCouncil.Testing.Processes;
using Npgsql;
using Xunit;

namespace AiCouncil.Integration.Tests.Postgres;

/// <summary>A server that proves who it is and wants the same of its clients; and who may not come in is told why.</summary>
public sealed class PostgresTlsTests : IAsyncLifetime
{
    private readonly Authority _authority = new();
    private PostgresServer? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PostgresServer Server => _server ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync();
        var (certificate, key) = _authority.Sign("server");
        await PutAsync("server.crt", certificate);
        await PutAsync("server.key", key);
        await PutAsync("root.crt", _authority.Root);
        await ShellAsync("sed -i '1i hostssl secure all 127.0.0.1/32 cert\nhost secure all all reject\nhost locked all 127.0.0.1/32 scram-sha-256' pg_hba.conf");
        string[] statements =
        [
            "CREATE DATABASE secure", "CREATE DATABASE locked", "ALTER ROLE council PASSWORD 'right'",
            "ALTER SYSTEM SET ssl_ca_file='root.crt'", "ALTER SYSTEM SET ssl=on", "SELECT pg_reload_conf()",
        ];
        foreach (var statement in statements)
        {
            await PostgresFixture.ExecuteAsync(Server.Connection(), statement);
        }

        await Server.KillAsync(); // a reload takes effect some time later, a start at once
        await Server.BeginAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task Both_sides_are_verified_and_the_journal_is_used()
    {
        await using var journal = new PostgresJournal(Secure(_authority, _authority));
        await journal.MigrateAsync(Ct);
        Assert.Empty(await journal.ReadNodesAsync(Ct));
        await using var session = new NpgsqlConnection(Secure(_authority, _authority) + ";Pooling=false");
        await session.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("SELECT ssl AND client_dn IS NOT NULL FROM pg_stat_ssl WHERE pid=pg_backend_pid()", session);
        Assert.Equal(true, await command.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task A_server_of_another_authority_is_refused()
    {
        using var stranger = new Authority();
        await SaysAsync(Secure(stranger, _authority), "certificate is not trusted");
    }

    [Fact]
    public async Task A_client_without_a_certificate_or_with_a_strangers_is_told_to_bring_one()
    {
        await SaysAsync(Server.Connection("secure") + $";SSL Mode=VerifyFull;Root Certificate={_authority.Root};Password=canary", "client certificate");
    }

    [Fact]
    public async Task What_does_not_encrypt_is_turned_away() =>
        await SaysAsync(Server.Connection("secure") + ";SSL Mode=Disable;Password=canary", "refuses");

    [Fact]
    public async Task A_certificate_file_that_is_not_there_is_named() =>
        await SaysAsync(Server.Connection("secure") + ";SSL Mode=VerifyFull;Root Certificate=/nowhere/root.pem;Password=canary", "/nowhere/root.pem");

    [Fact]
    public async Task A_wrong_password_is_told_and_never_shown()
    {
        await SaysAsync(Server.Connection("locked") + ";SSL Mode=Disable;Password=canary", "user or password");
        await using var journal = new PostgresJournal(Server.Connection("locked") + ";SSL Mode=Disable;Password=right");
        await journal.MigrateAsync(Ct);
    }

    private string Secure(Authority trusted, Authority own)
    {
        var (certificate, key) = own.Sign("council");
        return Server.Connection("secure") + $";SSL Mode=VerifyFull;Root Certificate={trusted.Root};SSL Certificate={certificate};SSL Key={key}";
    }

    private static async Task SaysAsync(string connection, string why)
    {
        await using var journal = new PostgresJournal(connection);
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.MigrateAsync(Ct));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains("Council:Postgres:Connection", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Into the server's data directory, as its own user and for it alone.</summary>
    private Task PutAsync(string name, string file)
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(File.ReadAllText(file)));
        return ShellAsync($"echo {base64} | base64 -d > {name} && chmod 600 {name}");
    }

    private Task ShellAsync(string command) =>
        PostgresFixture.ExecuteAsync(Server.Connection(), $"COPY (SELECT 1) TO PROGRAM $sh$cat > /dev/null; {command}$sh$");
}
