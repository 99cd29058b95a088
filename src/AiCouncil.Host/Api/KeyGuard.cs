using AiCouncil.Configuration;

namespace AiCouncil.Host.Api;

/// <summary>Lets in who has a key (<c>Authorization: Bearer</c>), and remembers it: the key says whose requests are meant.</summary>
internal sealed class KeyGuard(RequestDelegate next, ApiAccess access)
{
    private const string Header = "Authorization";
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<WithoutKey>() is not null)
        {
            return next(context);
        }

        var presented = Bearer(context.Request);
        var key = presented is null ? null : ClientKey.Find(access.Keys, presented);
        if (key is null && access.Required)
        {
            return ErrorWriter.WriteAsync(context, presented is null
                ? new ApiError(401, "missing_api_key", "This server asks for a key. Send it as Authorization: Bearer KEY.", Header)
                : new ApiError(401, "invalid_api_key", "This server does not know the key.", Header));
        }

        if (key is not null && Tenant.Named(context.Request) is { } named && named != key.Tenant)
        {
            return ErrorWriter.WriteAsync(context, new ApiError(403, "tenant_mismatch", "The key belongs to another tenant. Leave the header out.", Tenant.Header));
        }

        context.Features.Set(key);
        return next(context);
    }

    /// <summary>Null where nothing of this scheme was sent. Two credentials are none: nobody can say which was meant.</summary>
    private static string? Bearer(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;
}
