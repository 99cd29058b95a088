using System.Security.Authentication;
using AiCouncil.Transport;
using RabbitMQ.Client.Exceptions;

namespace AiCouncil.RabbitMq;

/// <summary>Why a broker cannot be used, in words that name the key and the fix and hold no password.</summary>
internal static class StartRefusal
{
    private const string Key = "Council:RabbitMq:Uri";

    public static TransportRefusedException Of(Exception error, BrokerConnector broker) =>
        error as TransportRefusedException ?? new TransportRefusedException(Explain(error, broker), error);

    public static string Explain(Exception error, BrokerConnector broker)
    {
        var causes = Causes(error).ToList();
        return causes.OfType<TransportRefusedException>().FirstOrDefault()?.Message
            ?? (causes.Any(cause => cause is AuthenticationFailureException or PossibleAuthenticationFailureException) ? Login(broker) : null)
            ?? causes.OfType<OperationInterruptedException>().Select(it => Protocol(it, broker)).FirstOrDefault(it => it is not null)
            ?? Transport(causes, broker);
    }

    private static string Login(BrokerConnector broker) =>
        $"{Key}: RabbitMQ at {broker.Place} refuses the login of user '{broker.User}'; correct user and password, percent-encoded.";

    private static string? Protocol(OperationInterruptedException error, BrokerConnector broker) => error.ShutdownReason?.ReplyCode switch
    {
        530 => $"{Key}: RabbitMQ at {broker.Place} has no virtual host '{broker.VirtualHost}' for user '{broker.User}'; correct the path, or make it: "
            + $"rabbitmqctl add_vhost {broker.VirtualHost}, and set_permissions.",
        403 => $"{Key}: user '{broker.User}' may not make or use what the council needs in virtual host '{broker.VirtualHost}' ({error.ShutdownReason.ReplyText}); "
            + $"rabbitmqctl set_permissions -p {broker.VirtualHost} {broker.User} '^council' '.*' '.*'.",
        406 => $"{Key}: a queue or exchange at {broker.Place} disagrees with this version ({error.ShutdownReason.ReplyText}); "
            + "delete it (rabbitmqctl delete_queue NAME), its hints come again from the journal, or name another virtual host.",
        _ => null,
    };

    private static string Transport(List<Exception> causes, BrokerConnector broker)
    {
        var said = causes[^1].Message.TrimEnd('.');
        if (causes.Any(cause => cause is AuthenticationException) || (broker.Tls && causes.Any(cause => cause is IOException)))
        {
            return $"{Key}: no TLS with {broker.Place} ({said}); check that amqps:// names the TLS port (5671), and Council:RabbitMq:CaFile, CertificateFile and KeyFile.";
        }

        return $"{Key}: RabbitMQ cannot be reached at {broker.Place} ({said}); start it, or correct host, port and scheme (amqps:// for a TLS port). "
            + "It must be RabbitMQ from 3.10 on.";
    }

    private static IEnumerable<Exception> Causes(Exception error)
    {
        yield return error;
        var inner = error is AggregateException many ? many.InnerExceptions.AsEnumerable() : error.InnerException is { } one ? [one] : [];
        foreach (var cause in inner.SelectMany(Causes))
        {
            yield return cause;
        }
    }
}
