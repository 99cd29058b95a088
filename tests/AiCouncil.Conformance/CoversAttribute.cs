namespace AiCouncil.Conformance;

/// <summary>Says which adapter a derived suite tests, so that a test can find an adapter without one.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class CoversAttribute(Type adapter) : Attribute
{
    public Type Adapter { get; } = adapter;
}
