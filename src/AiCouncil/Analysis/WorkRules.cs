using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Analysis;

/// <summary>What the user wants done, the skill it needs, and what a wrong answer would cost.</summary>
internal static partial class WorkRules
{
    private const RegexOptions Rule = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    public static TaskIntent Intent(PromptText text)
    {
        var opening = Words.Opening(text.First);
        var intent = OfVerb(opening) ?? (text.Questions.Count > 0 ? null : OfVerb(Words.Opening(text.Ask)));
        return Checking().IsMatch(text.First) || Checking().IsMatch(text.Ask) ? TaskIntent.Verification
            : intent ?? (Wondering().IsMatch(text.Ask) ? TaskIntent.Analysis
            : text.Questions.Count > 0 || Interrogative().IsMatch(text.Ask) ? TaskIntent.Question : TaskIntent.Instruction);
    }

    public static TaskType Task(PromptText text, TaskIntent intent, AnswerType answer)
    {
        var creates = intent is TaskIntent.Creation or TaskIntent.Instruction or TaskIntent.Modification;
        return creates && Picture().IsMatch(text.Prose) ? TaskType.ImageGeneration
            : Bug().IsMatch(text.Prose) && (text.HasCode || Code().IsMatch(text.Prose)) && answer != AnswerType.Choice ? TaskType.Debugging
            : answer == AnswerType.Literal ? Pattern().IsMatch(text.Prose) ? TaskType.CodeGeneration : TaskType.Reasoning
            : FactCheck().IsMatch(text.Prose) ? TaskType.FactChecking
            : intent == TaskIntent.Verification ? TaskType.Verification
            : creates && answer != AnswerType.Choice && Code().IsMatch(text.Prose) ? TaskType.CodeGeneration
            : creates && Creative().IsMatch(text.Prose) ? TaskType.CreativeOutput
            : answer == AnswerType.ShortFact || Sources().IsMatch(text.Prose) ? TaskType.Research
            : TaskType.Reasoning;
    }

    public static RiskLevel Risk(PromptText text, string system) =>
        HighRisk().IsMatch(text.Prose) || HighRisk().IsMatch(system) ? RiskLevel.High
        : SomeRisk().IsMatch(text.Prose) ? RiskLevel.Medium : RiskLevel.Low;

    private static TaskIntent? OfVerb(string verb) =>
        Words.Creation(verb) ? TaskIntent.Creation
        : Words.Modification(verb) ? TaskIntent.Modification
        : Words.Analysis(verb) ? TaskIntent.Analysis
        : Words.Verification(verb) ? TaskIntent.Verification
        : Words.Imperative(verb) ? TaskIntent.Instruction : null;

    [GeneratedRegex(@"\b(?:is|was) (?:it|this|that)(?: \w+){0,2} (?:true|correct|right|accurate|valid)\b|\bfact[- ]check\b|^true or false\b|\bdouble[- ]check\b", Rule)]
    private static partial Regex Checking();

    [GeneratedRegex(@"^(?:why|how come)\b|\bpros and cons\b|\bdifference between\b|\bshould (?:i|we)\b|\btrade-?offs?\b", Rule)]
    private static partial Regex Wondering();

    [GeneratedRegex(@"^(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|does|do|did|can|could|should|will|has|have)\b", Rule)]
    private static partial Regex Interrogative();

    [GeneratedRegex(@"\b(?:draw|paint|sketch)\b.{0,60}\b(?:an?|the|me)\b|\b(?:generate|create|make|design|render|produce)\b.{0,40}\b(?:image|picture|photo|logo|illustration|icon|drawing|painting|poster|wallpaper)\b", Rule)]
    private static partial Regex Picture();

    [GeneratedRegex(@"\b(?:bug|debug|fix|exception|stack ?trace|traceback|error|crash(?:es|ed)?|segfault|fails?|failing|does(?:n't| not) work|not working|nullreference\w*|undefined)\b", Rule)]
    private static partial Regex Bug();

    [GeneratedRegex(@"\b(?:function|method|class|program|script|code|module|sql|query|endpoint|rest api|component|unit tests?|dockerfile|makefile|parser|algorithm|web ?app|website|html|css|cli|python|javascript|typescript|rust|golang|java|bash|terraform|compiler|regex|react|django|node\.js|nullreference\w*|segfault)\b|\bc#|\bc\+\+", Rule)]
    private static partial Regex Code();

    [GeneratedRegex(@"\b(?:regex|regular expression)\b", Rule)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\bfact[- ]check\b|\b(?:is|was) it(?: really)? true\b|\b(?:verify|check) (?:the |this |these |if the |whether the )?(?:claims?|facts?|statements?|quotes?)\b|\bis (?:this|that|the following) (?:claim|statement)\b|^\s*true or false\b|\bmyth\b|\bdebunk\b", Rule)]
    private static partial Regex FactCheck();

    [GeneratedRegex(@"\b(?:poem|haiku|story|stories|song|lyrics|slogan|joke|limerick|sonnet|novel|fiction|screenplay|tagline|names? for|fairy tale|dialogue|monologue|rap|caption)\b", Rule)]
    private static partial Regex Creative();

    [GeneratedRegex(@"\b(?:research|latest|recent|sources?|cite|citations?|literature|market|history of|statistics|trends?|survey|state of the art|competitors?)\b", Rule)]
    private static partial Regex Sources();

    [GeneratedRegex(@"\b(?:diagnos\w+|symptoms?|dosage|dose|medications?|medicine|prescri\w+|ibuprofen|paracetamol|insulin|antibiotics?|pregnan\w+|chest pain|blood pressure|cancer|overdose|surgery|patients?|doctor|therapy|suicid\w*|self-harm|lawsuit|sue|suing|legal(?:ly)?|lawyer|attorney|liab\w+|custody|divorce|visa|immigration|gdpr|hipaa|tenant rights|evict\w*|contract law|invest(?:ing|ment|ments)?|retirement|mortgage|tax(?:es)?|stocks?|401k|pension|bankruptcy|loan|explosi\w+|poison\w*|toxic|bleach|electric(?:al)? wiring|high voltage|gas leak|carbon monoxide|firearm|emergency)\b", Rule)]
    private static partial Regex HighRisk();

    [GeneratedRegex(@"\b(?:production|security|passwords?|encrypt\w*|authenticat\w*|authori[sz]ation|credentials?|delete|drop table|rm -rf|migration|backup|payments?|personal data|privacy|salary|safety|vulnerab\w+|compliance|budget)\b", Rule)]
    private static partial Regex SomeRisk();
}
