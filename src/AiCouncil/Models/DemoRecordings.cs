namespace AiCouncil.Models;

/// <summary>The shipped questions with the answers of five made-up members; the project wrote them. Case does not count.</summary>
internal static class DemoRecordings
{
    private static readonly Lazy<Recordings> Shipped = new(Load);

    public static string? Find(string? question, string member) => Shipped.Value.Find(question, member);

    public static bool Knows(string question) => Shipped.Value.Knows(question);

    private static Recordings Load()
    {
        using var stream = typeof(DemoRecordings).Assembly.GetManifestResourceStream("AiCouncil.Models.Demo.questions.jsonl")
            ?? throw new InvalidOperationException("the demo recordings are missing from the assembly");
        using var reader = new StreamReader(stream);
        return Recordings.Read(reader, StringComparer.OrdinalIgnoreCase);
    }
}
