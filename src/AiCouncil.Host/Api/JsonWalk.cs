using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AiCouncil.Host.Api;

/// <summary>Where a reader stands in a JSON text: <c>messages[2].content</c>.</summary>
internal sealed class JsonWalk
{
    private readonly List<Level> _levels = [];

    public int Depth => _levels.Count;

    public string Path => Render(_levels.Count);

    /// <summary>The outermost key or index alone.</summary>
    public string Root => Render(1);

    /// <summary>Takes the next token; false when it is a key that its object has already.</summary>
    public bool Enter(JsonTokenType token, string? text)
    {
        switch (token)
        {
            case JsonTokenType.PropertyName:
                _levels[^1].Name = text!;
                return _levels[^1].Keys!.Add(text!);
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _levels.RemoveAt(_levels.Count - 1);
                return true;
        }

        if (_levels.Count > 0 && _levels[^1].Keys is null)
        {
            _levels[^1].Index++;
        }

        if (token is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            _levels.Add(new Level { Keys = token == JsonTokenType.StartObject ? [] : null });
        }

        return true;
    }

    private string Render(int levels)
    {
        var path = new StringBuilder();
        foreach (var level in _levels.Take(levels))
        {
            if (level.Keys is null && level.Index >= 0)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{level.Index}]");
            }
            else if (level.Name is not null)
            {
                path.Append(path.Length > 0 ? "." : "").Append(level.Name);
            }
        }

        return path.Length > 0 ? path.ToString() : "body";
    }

    private sealed class Level
    {
        public HashSet<string>? Keys { get; init; }
        public string? Name { get; set; }
        public int Index { get; set; } = -1;
    }
}
