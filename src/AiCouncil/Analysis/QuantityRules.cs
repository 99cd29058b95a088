using System.Text.RegularExpressions;

namespace AiCouncil.Analysis;

/// <summary>Whether one number answers the request.</summary>
internal static partial class QuantityRules
{
    private const RegexOptions Rule = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private const int LongestSum = 200;

    public static bool AsksForNumber(PromptText text)
    {
        if ((text.Length <= LongestSum && Bare().IsMatch(text.Prose)) || Count().IsMatch(text.Ask) || Year().IsMatch(text.Ask) || Arithmetic().IsMatch(text.Ask))
        {
            return true;
        }

        var figures = Figure().Count(text.Prose);
        return (figures >= 1 && (Measure().IsMatch(text.Ask) || Magnitude().IsMatch(text.Ask) || Command().IsMatch(text.Ask)))
            || KnownQuantity().IsMatch(text.Ask) || IsWordProblem(text, figures);
    }

    /// <summary>A story with figures that ends in a question about what comes of them.</summary>
    private static bool IsWordProblem(PromptText text, int figures) =>
        figures >= 2 && text.Sentences.Count >= 2 && text.Length < 2_000 && !text.HasCode && StoryQuestion().IsMatch(text.Ask)
        && !Open().IsMatch(text.Ask);

    [GeneratedRegex(@"^\s*[-+(]*\d[\d\s.,+*/x×÷^()%-]*[-+*/x×÷^][\d\s.,+*/x×÷^()%-]*=?\s*\??\s*$", Rule)]
    private static partial Regex Bare();

    [GeneratedRegex(@"\bhow many\b|\bhow much (?:more|less|money|time|does|did|do|will|would|is|was|are|were|profit|change|water|weight|of|did|has|have|should|must|can|in|per|total|interest|space|land|food|longer|older|taller|farther|further|\w+ (?:does|did|do|will|is|are|was|were|has|have|remains?|can|should))\b|\bhow old\b|\bwhat (?:percent|percentage|fraction|portion|number|total)\b", Rule)]
    private static partial Regex Count();

    [GeneratedRegex(@"\b(?:what|which) year\b|\byear (?:did|was|were|is)\b", Rule)]
    private static partial Regex Year();

    [GeneratedRegex(@"\d\s*(?:[+*/x×÷^]|-|plus|minus|times|divided by|multiplied by|mod(?:ulo)?|to the power of)\s*\d|\d\s?%\s+of\b|\bpercent of \d|\bsquare root of \d|\bcube root of \d|\bfactorial of \d|\d!", Rule)]
    private static partial Regex Arithmetic();

    [GeneratedRegex(@"\bhow (?:long|tall|far|fast|heavy|deep|wide|big|high|often|large|late|load|thick|hot|cold|early|soon)\b", Rule)]
    private static partial Regex Measure();

    [GeneratedRegex(@"\bwh?at(?:'s| is| are| was| were| will| would| does| did|s)? (?:be |it |he |she |they )?(?:his |her |their |its |the |a |an )?(?:[\w'-]+ ){0,6}(?:total|sum|number|average|mean|median|mode|percent(?:age)?|probability|odds|cost|costs|price|profit|loss|area|volume|perimeter|circumference|distance|speed|velocity|age|ages|weight|mass|height|length|width|value|difference|product|quotient|remainder|ratio|amount|salary|income|earnings|balance|bill|temperature|rate|score|sale|revenue|discount|time|interest|payment|fee|savings?|worth|grade|result|range|variance|capacity|budget|tip|change|maximum|minimum|count|increase|decrease|position|pay|make|spend|earn)\b", Rule)]
    private static partial Regex Magnitude();

    [GeneratedRegex(@"\b(?:calculate|compute|evaluate|express|estimate|find|determine|work out|convert|round|give|figure out|add|multiply|subtract|divide)\b.{0,160}\b(?:total|sum|number|average|mean|percent(?:age)?|probability|cost|price|profit|area|volume|perimeter|distance|speed|age|weight|height|length|width|value|difference|product|remainder|ratio|amount|salary|income|earnings|temperature|rate|revenue|discount|interest|miles?|km|kilomet\w+|met\w+|feet|inch\w*|pounds?|kg|celsius|fahrenheit|hours?|minutes?|days?|dollars?|\d+)\b", Rule)]
    private static partial Regex Command();

    [GeneratedRegex(@"^(?:\w+[,:] )?how (?:far|tall|high|long|deep|heavy|old|hot|fast) (?:is|are|was|were) |\bwhat(?:'s| is| was) (?:the )?(?:\w+ ){0,2}(?:population|atomic number|boiling point|freezing point|melting point|speed of light|speed of sound|distance (?:from|between|to)|height of|elevation|length of|gdp|area of|radius of|mass of|half-life|value of pi|number of|square root|cube root)\b", Rule)]
    private static partial Regex KnownQuantity();

    [GeneratedRegex(@"\b(?:how|what|what's|find|calculate|determine|by|at)\b", Rule)]
    private static partial Regex StoryQuestion();

    [GeneratedRegex(@"\b(?:how (?:do|can|could|should|would you|to)|why|explain|should i|what should|what do you|what (?:caused|happened|are the|kind|type|advice)|difference between|your|describe)\b", Rule)]
    private static partial Regex Open();

    [GeneratedRegex(@"\d+|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|half|twice|double|triple|third|quarter|times|each)\b", Rule)]
    private static partial Regex Figure();
}
