using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>Whose request it is. Without keys the caller says so in a header.</summary>
internal static class Tenant
{
    public const string Header = "X-Council-Tenant";

    /// <exception cref="InvalidRequestException">The header is not 1 to 64 of a-z, 0-9, _ and -.</exception>
    public static string Of(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var values))
        {
            return "default";
        }

        var name = values.ToString();
        return name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-')
            ? name
            : throw new InvalidRequestException(Header, "A tenant is 1 to 64 characters of a-z, 0-9, _ and -.");
    }

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
