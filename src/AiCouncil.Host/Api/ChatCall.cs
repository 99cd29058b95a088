using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>A chat completion request, read.</summary>
/// <param name="Model">The name the client asked for; answers repeat it.</param>
internal sealed record ChatCall(string Model, CouncilRequest Request, bool Stream, bool IncludeUsage);
