using AiCouncil.Configuration;
using AiCouncil.Host.Commands;

namespace AiCouncil.Host.Serving;

/// <summary>What may be listened on: nobody serves other machines without keys, unless he said so.</summary>
internal static class BindRule
{
    private const string HowToMakeAKey = "Set Council:Auth:Keys:NAME:Key (Council__Auth__Keys__NAME__Key=…) to a key of at least 16 characters";

    /// <exception cref="CouncilConfigurationException">A client's key cannot be read.</exception>
    /// <exception cref="UsageException">Keys are required and there are none.</exception>
    public static void Admit(CouncilOptions options, ListenAddresses addresses)
    {
        if (options.AbsentClientKeys.Count > 0)
        {
            throw new CouncilConfigurationException(options.AbsentClientKeys);
        }

        if (options.ClientKeys.Count > 0 || options.AuthRequired == false)
        {
            return;
        }

        if (options.AuthRequired == true)
        {
            throw new UsageException($"Council:Auth:Required is true and there is no key, so nobody could be answered. {HowToMakeAKey}.");
        }

        if (!addresses.Loopback)
        {
            throw new UsageException(
                $"--urls: {string.Join(";", addresses.Urls)} can be reached from other machines, and there is no key that clients would have to show. "
                + $"{HowToMakeAKey}; or listen on http://127.0.0.1:8080; or set Council:Auth:Required to false (Council__Auth__Required=false) to serve everyone who can connect.");
        }
    }
}
