namespace AiCouncil.Models;

/// <summary>Models that live in this process: for trying the council out, for load tests and for tests.</summary>
internal sealed class SimulatedProvider(TimeProvider clock) : IModelProvider
{
    public const string Word = "simulated";

    public IReadOnlyCollection<string> Names { get; } = [Word];

    public IModelEndpoint Create(DeploymentSettings deployment) => new SimulatedEndpoint(deployment, SimulatedSettings.Read(deployment, []), clock);

    public IEnumerable<string> Validate(DeploymentSettings deployment)
    {
        var errors = new List<string>();
        SimulatedSettings.Read(deployment, errors);
        return errors;
    }
}
