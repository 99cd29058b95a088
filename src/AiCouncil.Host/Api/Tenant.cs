using AiCouncil.Configuration;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>Whose request it is: the key says so; without one the caller does in a header.</summary>
internal static class Tenant
{
    public const string Header = "X-Council-Tenant";

    /// <exception cref="InvalidRequestException">The header is not 1 to 64 of a-z, 0-9, _ and -.</exception>
    public static string Of(HttpContext context)
    {
        if (context.Features.Get<ClientKey>() is { } key)
        {
            return key.Tenant;
        }

        var name = Named(context.Request) ?? Tenants.Default;
        return Tenants.IsValid(name) ? name : throw new InvalidRequestException(Header, "A tenant is 1 to 64 characters of a-z, 0-9, _ and -.");
    }

    /// <summary>What the header says, null where there is none.</summary>
    public static string? Named(HttpRequest request) => request.Headers.TryGetValue(Header, out var values) ? values.ToString() : null;

    /// <summary>The request that the path names; its id goes into the answer's headers.</summary>
    /// <exception cref="ApiException">404: there is none, or it is another tenant's.</exception>
    public static async Task<RequestId> OwnedAsync(HttpContext context, ICouncilRecords records, string id)
    {
        var tenant = Of(context);
        if (!RequestId.TryParse(id, out var parsed) || await records.TenantOfAsync(parsed, context.RequestAborted) != tenant)
        {
            throw new ApiException(ApiError.NotFound);
        }

        RequestIdHeaders.Set(context, parsed);
        return parsed;
    }
}
