using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiCouncil.Failpoints;
using AiCouncil.Host.Commands;

namespace AiCouncil.Host.Composition;

/// <summary><c>name[:n][:kill|stop]</c>: at the n-th passing (else the first) the process is killed (else suspended).</summary>
internal sealed partial record FailpointSetting(Failpoint Point, int Passing, bool Kills)
{
    private static readonly Dictionary<string, Failpoint> Names = Enum.GetValues<Failpoint>().ToDictionary(NameOf);

    /// <summary>The name as the variable has it.</summary>
    public static string NameOf(Failpoint point) => JsonNamingPolicy.KebabCaseLower.ConvertName(point.ToString());

    /// <exception cref="UsageException">It is not of this form, or the name is none of the known.</exception>
    public static FailpointSetting Parse(string text)
    {
        var form = Form().Match(text);
        if (!form.Success)
        {
            throw new UsageException($"{TestSwitches.FailpointVariable}: '{text}' is not of the form name[:n][:kill|stop], n from 1.");
        }

        return Names.TryGetValue(form.Groups["name"].Value, out var point)
            ? new FailpointSetting(point, Passings(form.Groups["n"]), form.Groups["how"].Value != "stop")
            : throw new UsageException($"{TestSwitches.FailpointVariable}: '{form.Groups["name"]}' is none of {string.Join(", ", Names.Keys)}.");
    }

    private static int Passings(Group digits) => digits.Success ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : 1;

    [GeneratedRegex("^(?<name>[a-z-]+)(:(?<n>[1-9][0-9]{0,5}))?(:(?<how>kill|stop))?$")]
    private static partial Regex Form();
}
