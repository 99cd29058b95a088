using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AiCouncil.Testing.Processes;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Safety;

/// <summary><c>serve</c> over https, with certificates of an authority that the test makes for itself.</summary>
public sealed class HttpsTests : IDisposable
{
    private const string Listening = "council: listening on ";
    private const string Password = "a-password-of-the-file";
    private readonly Sandbox _sandbox = new(Configurations.Simulated());
    private readonly X509Certificate2 _authority = Authority();

    [Theory]
    [InlineData("pem")]
    [InlineData("pkcs12")]
    public async Task A_client_that_trusts_the_authority_is_served_and_another_is_not(string form)
    {
        Configure(form);
        await using var server = _sandbox.Start("serve", "--urls", "https://127.0.0.1:0");
        await server.SaidAsync(Listening);
        await server.SaidAsync("\n");
        var url = server.Error.Text.Split(Listening)[1].Split('\n')[0].Trim();
        using var client = new Sandbox();
        client.Write("ca.pem", _authority.ExportCertificatePem());

        Assert.StartsWith("https://127.0.0.1:", url, StringComparison.Ordinal);
        var distrusting = await client.RunAsync("health", url);
        Assert.True(distrusting.Code == 5, distrusting.ToString());
        client.Variables["SSL_CERT_FILE"] = Path.Combine(client.Folder, "ca.pem");
        var trusting = await client.RunAsync("health", url);
        Assert.True(trusting.Code == 0 && trusting.Out.Contains("ok", StringComparison.Ordinal), trusting.ToString());
    }

    [Fact]
    public async Task Without_a_certificate_that_can_be_used_the_start_is_refused_and_the_key_is_named()
    {
        var none = await _sandbox.RunAsync("serve", "--urls", "https://127.0.0.1:0");
        Assert.True(none.Code == 2 && none.Error.Contains("Kestrel:Certificates:Default:Path", StringComparison.Ordinal), none.ToString());

        Configure("pkcs12");
        _sandbox.Variables["Kestrel__Certificates__Default__Password"] = "wrong";
        var wrong = await _sandbox.RunAsync("serve", "--urls", "https://127.0.0.1:0");
        Assert.True(wrong.Code == 2 && wrong.Error.Contains("Kestrel:Certificates:Default: server.p12 cannot be used", StringComparison.Ordinal), wrong.ToString());
    }

    public void Dispose()
    {
        _authority.Dispose();
        _sandbox.Dispose();
    }

    /// <summary>Paths relative to the working directory, as a person writes them.</summary>
    private void Configure(string form)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Certificate(key);
        _sandbox.Write("server.pem", certificate.ExportCertificatePem());
        _sandbox.Write("server.key", key.ExportPkcs8PrivateKeyPem());
        using var both = certificate.CopyWithPrivateKey(key);
        File.WriteAllBytes(Path.Combine(_sandbox.Folder, "server.p12"), both.Export(X509ContentType.Pkcs12, Password));
        _sandbox.Variables["Kestrel__Certificates__Default__Path"] = form == "pem" ? "server.pem" : "server.p12";
        _sandbox.Variables[form == "pem" ? "Kestrel__Certificates__Default__KeyPath" : "Kestrel__Certificates__Default__Password"] = form == "pem" ? "server.key" : Password;
    }

    private X509Certificate2 Certificate(ECDsa key)
    {
        var request = new CertificateRequest("CN=council", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(_authority, _authority.NotBefore, _authority.NotAfter, [1]);
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority of the tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
