namespace AiCouncil.Sqlite;

/// <summary>How many calls of a pool may still be published, and how many of each model whose deployments are bounded.</summary>
internal sealed class PublishRoom(int window, Dictionary<string, int> left)
{
    public int Window { get; private set; } = window;

    /// <summary>Models of which none may start now.</summary>
    public IEnumerable<string> Full => left.Where(model => model.Value <= 0).Select(model => model.Key);

    /// <summary>Takes room for one call; false when there is none for its model, or none at all.</summary>
    public bool Take(string model)
    {
        var bounded = left.TryGetValue(model, out var free);
        if (Window <= 0 || (bounded && free <= 0))
        {
            return false;
        }

        Window--;
        if (bounded)
        {
            left[model] = free - 1;
        }

        return true;
    }
}
