using AiCouncil.RabbitMq;
using AiCouncil.Testing.Processes;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using Xunit;

namespace AiCouncil.Integration.Tests.RabbitMq;

/// <summary>The one place where the transport may refuse to start: it names the key and the fix, and shows no password.</summary>
public sealed class RabbitMqStartTests(RabbitFixture rabbit) : IClassFixture<RabbitFixture>
{
    private const string Password = "canary";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RabbitServer Server => rabbit.Server;

    [Fact]
    public async Task A_wrong_login() => await RefusedAsync($"amqp://guest:{Password}@127.0.0.1:{Server.Port}/", "refuses the login of user 'guest'");

    [Fact]
    public async Task A_virtual_host_that_is_not_there() =>
        await RefusedAsync($"amqp://guest:guest@127.0.0.1:{Server.Port}/no%2Fwhere", "no virtual host 'no/where'", "rabbitmqctl add_vhost no/where");

    [Fact]
    public async Task Nobody_listens() => await RefusedAsync($"amqp://guest:{Password}@127.0.0.1:1/", "cannot be reached at 127.0.0.1:1", "start it, or correct host, port");

    [Fact]
    public async Task A_host_without_address() => await RefusedAsync($"amqp://guest:{Password}@no.such.invalid/", "cannot be reached at no.such.invalid:5672");

    [Fact]
    public async Task Tls_where_there_is_none() => await RefusedAsync($"amqps://guest:{Password}@127.0.0.1:{Server.Port}/", "no TLS with", "5671", "CaFile");

    [Fact]
    public async Task A_broker_that_answers_nothing()
    {
        await Server.FreezeAsync();
        try
        {
            await RefusedAsync($"amqp://guest:{Password}@127.0.0.1:{Server.Port}/", "cannot be reached");
        }
        finally
        {
            await Server.ThawAsync();
        }
    }

    [Fact]
    public async Task A_user_without_permissions()
    {
        await Server.ControlAsync("add_user", "poor", Password);
        await Server.ControlAsync("set_permissions", "poor", "", ".*", ".*");
        await RefusedAsync($"amqp://poor:{Password}@127.0.0.1:{Server.Port}/", "user 'poor' may not", "rabbitmqctl set_permissions -p / poor");
    }

    [Fact]
    public async Task A_queue_that_disagrees()
    {
        var hands = new RabbitHands(Server, rabbit.Prefix());
        await hands.WithChannelAsync(channel => channel.QueueDeclareAsync(hands.Names.Work("default"), durable: true, exclusive: false, autoDelete: false));
        await RefusedAsync($"amqp://guest:guest@127.0.0.1:{Server.Port}/", hands.Tuning, hands.Names.Work("default"), "rabbitmqctl delete_queue");
    }

    [Fact]
    public async Task A_file_that_is_no_certificate()
    {
        var file = Path.GetTempFileName();
        await RefusedAsync(new RabbitMqOptions { Uri = "amqps://127.0.0.1/", CaFile = file + ".none" }, new(), "Council:RabbitMq:CaFile", file);
        await RefusedAsync(new RabbitMqOptions { Uri = "amqps://127.0.0.1/", CertificateFile = file, KeyFile = file }, new(), "Council:RabbitMq:CertificateFile", file);
        File.Delete(file);
    }

    [Fact]
    public async Task What_refused_to_open_leaves_no_connection()
    {
        var hands = new RabbitHands(Server, rabbit.Prefix());
        await hands.WithChannelAsync(channel => channel.QueueDeclareAsync(hands.Names.Dead, durable: true, exclusive: false, autoDelete: false));
        await RefusedAsync($"amqp://guest:guest@127.0.0.1:{Server.Port}/", hands.Tuning, hands.Names.Dead);
        Assert.Equal("", (await Server.ControlAsync("list_connections", "name", "--no-table-headers")).Trim());
    }

    internal static async Task RefusedAsync(RabbitMqOptions options, RabbitMqTuning tuning, params string[] named)
    {
        await using var transport = new RabbitMqTransport(options, tuning, new Random(1), TimeProvider.System, NullLogger<RabbitMqTransport>.Instance);
        var refused = await Assert.ThrowsAsync<TransportRefusedException>(() => transport.OpenAsync(new TransportUse("here", ["default"], true), Ct));
        Assert.All(["Council:RabbitMq:", .. named], words => Assert.Contains(words, refused.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(Password, refused.ToString(), StringComparison.Ordinal);
    }

    private Task RefusedAsync(string uri, params string[] named) => RefusedAsync(uri, new RabbitMqTuning { Prefix = rabbit.Prefix() }, named);

    private static Task RefusedAsync(string uri, RabbitMqTuning tuning, params string[] named) =>
        RefusedAsync(new RabbitMqOptions { Uri = uri }, tuning, ["Council:RabbitMq:Uri", .. named]);
}
