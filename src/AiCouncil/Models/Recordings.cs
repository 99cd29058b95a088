using System.Text.Json;

namespace AiCouncil.Models;

/// <summary>Recorded answers by question and model, read from JSONL: <c>{"prompt": "…", "outputs": {"model": "text"}}</c> a line.</summary>
internal sealed class Recordings
{
    private readonly Dictionary<string, Dictionary<string, string>> _answers;

    private Recordings(Dictionary<string, Dictionary<string, string>> answers)
    {
        _answers = answers;
        Columns = answers.Values.SelectMany(outputs => outputs.Keys).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The models that answered at least one question.</summary>
    public IReadOnlyCollection<string> Columns { get; }

    /// <exception cref="RecordingException">A line is not such an object.</exception>
    public static Recordings Read(TextReader reader, StringComparer comparer)
    {
        var answers = new Dictionary<string, Dictionary<string, string>>(comparer);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                Add(answers, names, line, number);
            }
        }

        return answers.Count > 0 ? new Recordings(answers) : throw new RecordingException(number, "the file holds no recordings");
    }

    public string? Find(string? question, string model) =>
        question is not null && _answers.TryGetValue(Normal(question), out var outputs) ? outputs.GetValueOrDefault(model) : null;

    public bool Knows(string question) => _answers.ContainsKey(Normal(question));

    /// <summary>Line ends and outer space differ between a file and a terminal.</summary>
    private static string Normal(string question) => question.ReplaceLineEndings("\n").Trim();

    private static void Add(
        Dictionary<string, Dictionary<string, string>> answers, Dictionary<string, string> names, string line, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var prompt = Member(json.RootElement, "prompt", JsonValueKind.String, number).GetString()!;
            var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var output in Member(json.RootElement, "outputs", JsonValueKind.Object, number).EnumerateObject())
            {
                outputs[Shared(names, output.Name)] = output.Value.ValueKind == JsonValueKind.String
                    ? output.Value.GetString()!
                    : throw new RecordingException(number, $"outputs.{output.Name} is not a text");
            }

            answers.TryAdd(Normal(prompt), outputs);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new RecordingException(number, "is not one JSON object");
        }
    }

    private static JsonElement Member(JsonElement root, string name, JsonValueKind kind, int number) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == kind
            ? value
            : throw new RecordingException(number, $"has no \"{name}\" that is {(kind == JsonValueKind.String ? "a text" : "an object")}");

    /// <summary>A column's name stands in every line; keep one.</summary>
    private static string Shared(Dictionary<string, string> names, string name)
    {
        names.TryAdd(name, name);
        return names[name];
    }
}

/// <summary>A line of a recording that cannot be read.</summary>
internal sealed class RecordingException(int line, string message) : Exception(message)
{
    /// <summary>From 1.</summary>
    public int Line { get; } = line;
}
