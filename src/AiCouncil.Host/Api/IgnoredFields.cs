namespace AiCouncil.Host.Api;

/// <summary>Counts request fields of the OpenAI surface that were not understood, by name; shown in /api/v1/status.</summary>
internal sealed class IgnoredFields
{
    private const int MaxNames = 100;
    private const int MaxLength = 64;
    private const string Rest = "(other)";
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Count(string name)
    {
        lock (_gate)
        {
            var key = name.Length <= MaxLength && (_counts.ContainsKey(name) || _counts.Count < MaxNames) ? name : Rest;
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    public IReadOnlyDictionary<string, long> Read()
    {
        lock (_gate)
        {
            return new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);
        }
    }
}
