namespace AiCouncil.Configuration;

/// <summary>Where the broker is. Whether it can be used is said when the transport opens.</summary>
internal sealed class RabbitMqReader(SectionReader section, SecretReader secrets, EnvironmentAccess environment)
{
    private const string Word = "RabbitMq";
    private const string UriKey = Word + ":Uri";
    private const string CertificateKey = Word + ":CertificateFile";
    private const string KeyKey = Word + ":KeyFile";

    /// <returns>Null where no address is given.</returns>
    public RabbitMqOptions? Read()
    {
        var uri = secrets.Read(UriKey, ("Transport", Word), "amqp://user:password@host:5672/vhost");
        RefuseLocalJournal();
        var options = new RabbitMqOptions
        {
            Uri = uri ?? "", CaFile = File(Word + ":CaFile"), CertificateFile = File(CertificateKey), KeyFile = File(KeyKey),
        };
        Check(options);
        return uri is null ? null : options;
    }

    /// <summary>Workers elsewhere would never see what a file on this machine holds.</summary>
    private void RefuseLocalJournal()
    {
        var shared = Word.Equals(section.Text("Transport"), StringComparison.OrdinalIgnoreCase);
        if (shared && (section.Text("Journal") ?? "Sqlite").Equals("Sqlite", StringComparison.OrdinalIgnoreCase))
        {
            section.Error("Transport", $"{Word} reaches other processes, and Council:Journal=Sqlite is a file of this one; set Council:Journal=Postgres, or Council:Transport=InProcess.");
        }
    }

    private void Check(RabbitMqOptions options)
    {
        var fine = System.Uri.TryCreate(options.Uri, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" && uri.Host.Length > 0;
        if (options.Uri.Length > 0 && !fine)
        {
            // Not quoted: it may hold a password.
            section.Error(UriKey, "is not an address; write amqp:// or amqps://, user:password@ where there is one, host, port and virtual host, percent-encoded.");
        }

        if (options.CertificateFile is null != options.KeyFile is null)
        {
            section.Error(options.KeyFile is null ? KeyKey : CertificateKey, "is missing; a certificate and its key belong together.");
        }

        if (fine && uri!.Scheme == "amqp" && (options.CaFile ?? options.CertificateFile) is not null)
        {
            section.Error(UriKey, "is amqp://, without TLS; write amqps:// to use Council:RabbitMq:CaFile and Council:RabbitMq:CertificateFile.");
        }
    }

    private string? File(string key) => section.Text(key) is { } path ? environment.Expand(path) : null;
}
