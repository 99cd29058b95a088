using System.Collections.Frozen;

namespace AiCouncil.Analysis;

/// <summary>Verbs that open a request, by what they ask for.</summary>
internal static class Words
{
    private static readonly FrozenSet<string> Creating = Set(
        "write", "create", "generate", "draft", "compose", "design", "implement", "build", "develop", "produce", "make", "code", "invent",
        "prepare", "draw", "sketch", "paint", "program", "outline", "author", "brainstorm", "suggest");

    private static readonly FrozenSet<string> Modifying = Set(
        "rewrite", "rephrase", "translate", "refactor", "fix", "improve", "edit", "shorten", "summarize", "summarise", "convert", "simplify",
        "optimize", "optimise", "update", "extend", "correct", "proofread", "format", "reformat", "paraphrase", "condense", "debug", "port",
        "rename", "expand", "change", "modify", "polish");

    private static readonly FrozenSet<string> Analysing = Set(
        "analyze", "analyse", "compare", "evaluate", "assess", "discuss", "explain", "examine", "contrast", "investigate", "critique",
        "interpret", "research", "describe");

    private static readonly FrozenSet<string> Verifying = Set(
        "verify", "check", "validate", "review", "confirm", "prove", "test", "audit", "inspect", "fact-check", "factcheck");

    private static readonly FrozenSet<string> Other = Set(
        "list", "give", "tell", "find", "recommend", "provide", "show", "plan", "estimate", "identify", "propose", "define", "extract",
        "calculate", "compute", "solve", "determine", "name", "complete", "answer", "classify", "sort", "rank", "help", "say", "reply",
        "return", "choose", "select", "pick", "state", "count", "add", "remove");

    public static bool Creation(string word) => Creating.Contains(word);

    public static bool Modification(string word) => Modifying.Contains(word);

    public static bool Analysis(string word) => Analysing.Contains(word);

    public static bool Verification(string word) => Verifying.Contains(word);

    /// <summary>A verb that gives work to do, in any of the kinds above.</summary>
    public static bool Imperative(string word) =>
        Creation(word) || Modification(word) || Analysis(word) || Verification(word) || Other.Contains(word);

    /// <summary>The first word that is no courtesy: "Could you please write …" opens with "write".</summary>
    public static string Opening(string sentence)
    {
        foreach (var word in sentence.Split((char[])[' ', ',', '\t', '\n', ':', '-', '*', '"', '.', ')', '('], 14, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Courtesies.Contains(word) && !int.TryParse(word, out _))
            {
                return word;
            }
        }

        return "";
    }

    private static readonly FrozenSet<string> Courtesies = Set(
        "please", "can", "could", "would", "will", "you", "kindly", "hi", "hello", "hey", "i", "i'd", "want", "need", "like", "to", "me",
        "us", "let's", "now", "then", "and", "also", "finally", "first", "second", "third", "next", "help");

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
