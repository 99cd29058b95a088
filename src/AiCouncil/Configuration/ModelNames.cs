namespace AiCouncil.Configuration;

/// <summary>Rules for the names of models and deployments, and the keys that refer to them.</summary>
internal static class ModelNames
{
    public const string Auto = "auto";

    /// <summary>What is wrong with a model's name, null when it is fine.</summary>
    public static string? Refuse(string name) =>
        name.Length is 0 or > 100 ? "a model's name has 1 to 100 characters."
        : name.Any(letter => !(char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.' or '/' or '@' or '+'))
            ? "a model's name consists of letters, digits and _ - . / @ +; the provider's own name goes into its key Model."
        : name.Equals(Auto, StringComparison.OrdinalIgnoreCase) || name.StartsWith("council-", StringComparison.OrdinalIgnoreCase)
            ? "the name is the council's own; choose another one and put the provider's name into its key Model."
        : null;

    /// <summary>What is wrong with a deployment's name, null when it is fine.</summary>
    public static string? RefuseDeployment(string name) =>
        name.Length is 0 or > 100 || name.Any(letter => !(char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.'))
            ? "a deployment's name has 1 to 100 letters, digits and _ - ." : null;

    /// <summary>Keys that name a model which does not exist.</summary>
    public static IEnumerable<string> Unknown(CouncilOptions options, IReadOnlyCollection<string> names)
    {
        var uses = options.Panel.Select(name => (Key: "Panel", Name: name))
            .Append((Key: "Roles:Planner", Name: options.Roles.Planner))
            .Append((Key: "Roles:Synthesis", Name: options.Roles.Synthesis));
        return from use in uses
               where !(use.Key != "Panel" && use.Name.Equals(Auto, StringComparison.OrdinalIgnoreCase))
               where !names.Contains(use.Name, StringComparer.OrdinalIgnoreCase)
               select $"Council:{use.Key}: there is no model \"{use.Name}\"{Spelling.Hint(use.Name, names)}";
    }
}
