using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AiCouncil.Host.Api;

internal static class CouncilApi
{
    public static IServiceCollection AddCouncilApi(this IServiceCollection services) => services;

    public static IEndpointRouteBuilder MapCouncilApi(this IEndpointRouteBuilder routes) => routes;
}
