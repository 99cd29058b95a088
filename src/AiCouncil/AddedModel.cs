using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiCouncil;

/// <summary>What routing and pricing need to know of a model that was added in code.</summary>
public sealed class AddedModelOptions
{
    /// <summary>Models of one family err together: at most one of each votes where others exist. Null is a family of its own.</summary>
    public string? Family { get; set; }

    /// <summary>Prior quality in 0..1; null takes the catalogue's default.</summary>
    public double? Quality { get; set; }

    /// <summary>USD per million tokens read; null leaves the cost unknown.</summary>
    public decimal? InputPrice { get; set; }

    /// <summary>USD per million tokens written; null leaves the cost unknown.</summary>
    public decimal? OutputPrice { get; set; }

    /// <summary>Tokens of input and output together; null takes the catalogue's default.</summary>
    public int? ContextWindow { get; set; }
}

/// <summary>One model added in code; the catalogue reads these beside <c>Council:Models</c>.</summary>
internal sealed record AddedModel(string Name, Func<IServiceProvider, IChatClient> Client, AddedModelOptions Options);

public static class CouncilBuilderModelExtensions
{
    /// <summary>Seats any <see cref="IChatClient"/> in the council. Its own retries must be off: one call is one request.</summary>
    /// <param name="name">The logical model's name: unique, no colon.</param>
    /// <param name="client">Builds the client once; the container owns what it resolves.</param>
    /// <param name="configure">Family, prior quality and price; without a price the cost of its calls is unknown.</param>
    /// <exception cref="ArgumentException">The name is empty or holds a colon.</exception>
    public static CouncilBuilder AddModel(
        this CouncilBuilder builder, string name, Func<IServiceProvider, IChatClient> client, Action<AddedModelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException($"The model name '{name}' holds a colon, which separates configuration keys.", nameof(name));
        }

        var options = new AddedModelOptions();
        configure?.Invoke(options);
        builder.Services.AddSingleton(new AddedModel(name, client, options));
        return builder;
    }
}
