using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AiCouncil.Host.Commands;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;

namespace AiCouncil.Host.Serving;

/// <summary>
/// The certificate of https addresses, from Kestrel's own keys: <c>Kestrel:Certificates:Default:Path</c> with <c>KeyPath</c> (PEM,
/// the chain below the certificate) or with <c>Password</c> (PKCS #12). Relative paths start at the working directory.
/// </summary>
/// <param name="Chain">What is sent beside it.</param>
internal sealed record ServerCertificate(X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    private const string Section = "Kestrel:Certificates:Default";

    /// <exception cref="UsageException">There is none, or it cannot be read.</exception>
    public static ServerCertificate Load(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (section["Path"] is not { Length: > 0 } path)
        {
            throw new UsageException($"--urls: https needs a certificate. Set {Section}:Path and {Section}:KeyPath to its PEM files (Kestrel__Certificates__Default__Path=…).");
        }

        try
        {
            return section["KeyPath"] is { Length: > 0 } key ? OfPem(path, key, section["Password"]) : OfPkcs12(path, section["Password"]);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{Section}: {path} cannot be used: {error.Message}");
        }
    }

    public void ApplyTo(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificate = Certificate;
        https.ServerCertificateChain = Chain;
    }

    private static ServerCertificate OfPem(string path, string key, string? password)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(path);
        var certificate = string.IsNullOrEmpty(password)
            ? X509Certificate2.CreateFromPemFile(path, key)
            : X509Certificate2.CreateFromEncryptedPemFile(path, password, key);
        return new ServerCertificate(certificate, chain);
    }

    private static ServerCertificate OfPkcs12(string path, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password);
        return all.FirstOrDefault(it => it.HasPrivateKey) is { } certificate
            ? new ServerCertificate(certificate, all)
            : throw new CryptographicException("it holds no private key; for PEM files set KeyPath too.");
    }
}
