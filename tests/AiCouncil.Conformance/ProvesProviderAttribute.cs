namespace AiCouncil.Conformance;

/// <summary>Names the adapter that a derived suite proves, so that an adapter without one is found.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ProvesProviderAttribute(Type provider) : Attribute
{
    public Type Provider { get; } = provider;
}
