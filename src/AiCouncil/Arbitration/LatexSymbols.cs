namespace AiCouncil.Arbitration;

/// <summary>How mathematical signs and commands are written in the linear notation.</summary>
internal static class LatexSymbols
{
    /// <summary>A sign of Unicode; what has no other spelling stays.</summary>
    public static string Linear(char symbol) => symbol switch
    {
        '−' or '–' => "-",
        '×' or '·' or '⋅' or '∙' => "*",
        '÷' => "/",
        'π' => "pi",
        '∞' => "inf",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "!=",
        '∪' => "cup",
        '±' => "+-",
        '²' => "^2",
        '³' => "^3",
        _ => CompatibleText.Fold(symbol.ToString()),
    };

    /// <summary>A command without its backslash; one that only arranges is nothing, an unknown one stays a name.</summary>
    public static string Command(string name) => name switch
    {
        "left" or "right" or "big" or "Big" or "bigl" or "bigr" or "displaystyle" or "quad" or "qquad" or "circ" => "",
        "cdot" or "times" => "*",
        "div" => "/",
        "le" or "leq" => "<=",
        "ge" or "geq" => ">=",
        "ne" or "neq" => "!=",
        "lt" => "<",
        "gt" => ">",
        "infty" => "inf",
        "pm" => "+-",
        "lbrace" => "{",
        "rbrace" => "}",
        _ => name,
    };
}
