using AiCouncil.Configuration;
using AiCouncil.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiCouncil;

public static class CouncilBuilderModelsExtensions
{
    /// <summary>Seats any chat client in the council. Its own retries must be off: a hidden retry may pay twice.</summary>
    /// <param name="name">Unique; letters, digits and _ - . / @ +.</param>
    /// <param name="client">Called once, when the council starts.</param>
    /// <exception cref="ArgumentException">The name is taken or not a name, or the description is out of range.</exception>
    public static CouncilBuilder AddModel(
        this CouncilBuilder builder, string name, Func<IServiceProvider, IChatClient> client, Action<ModelDescription>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(client);
        var taken = builder.Services.Any(service =>
            !service.IsKeyedService && service.ImplementationInstance is AddedModel added && added.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if ((ModelNames.Refuse(name) ?? (taken ? "a model of this name was added already." : null)) is { } refusal)
        {
            throw new ArgumentException($"AddModel(\"{name}\"): {refusal}", nameof(name));
        }

        var description = new ModelDescription();
        configure?.Invoke(description);
        description.Validate(name);
        builder.Services.AddSingleton(new AddedModel(name, description, client));
        return builder;
    }
}
