using System.Globalization;
using AiCouncil.Requests;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AiCouncil.Host.Rendering;

/// <summary>What a person sees while the council works: one line per call, and the cost so far.</summary>
internal sealed class ProgressBoard(DateTimeOffset start)
{
    private readonly SortedDictionary<int, Line> _calls = [];
    private readonly List<string> _notes = [];
    private string _stage = "thinking";
    private Usd _cost;
    private bool _unpriced;

    public void Apply(CouncilEvent news)
    {
        var data = EventData.Of(news);
        if (news.Type.StartsWith("call.", StringComparison.Ordinal))
        {
            ApplyCall(news, data);
            return;
        }

        _stage = news.Type switch
        {
            "plan.completed" => "planned",
            "subtask.started" => data.Subtask == "main" ? "asking" : $"asking about {data.Subtask}",
            "verdict.reached" => data.Subtask == "main" ? "decided" : $"{data.Subtask} decided",
            "answer.final" => "answered",
            _ => _stage,
        };
        if (news.Type is "plan.completed" or "verdict.reached" or "degraded" && EventLines.Describe(news) is { } note)
        {
            _notes.Add(note);
        }
    }

    public IRenderable Render(DateTimeOffset now)
    {
        var cost = _unpriced ? $"{_cost}+?" : _cost.ToString();
        var seconds = Math.Max(0, (now - start).TotalSeconds).ToString("0.0", CultureInfo.InvariantCulture);
        var rows = new List<IRenderable> { new Text($"{Clean(_stage)} · {cost} · {seconds} s", new Style(decoration: Decoration.Bold)) };
        rows.AddRange(_calls.Values.Select(it => new Text($"  {it.Mark} {Clean(it.Who)}  {Clean(it.State)}", new Style(it.Colour))));
        rows.AddRange(_notes.Select(it => new Text($"  {Clean(it)}", new Style(decoration: Decoration.Dim))));
        return new Rows(rows);
    }

    private void ApplyCall(CouncilEvent news, EventData data)
    {
        var who = $"{data.Role ?? "member"} {data.Model}{(data.Subtask is null or "main" ? "" : $" on {data.Subtask}")}";
        var (mark, state, colour) = news.Type switch
        {
            "call.ready" => ('·', "waiting", Color.Grey),
            "call.started" => ('→', "asked", Color.Default),
            "call.retried" => ('→', "asked again", Color.Yellow),
            "call.completed" => ('✓', $"answered{(data.Late ? " late" : "")} {EventLines.Money(data.Cost)}", Color.Green),
            "call.failed" => ('✗', $"failed {data.Text("error")}", Color.Red),
            "call.outcome_unknown" => ('?', $"lost {data.Text("error")}", Color.Yellow),
            _ => ('-', "not needed", Color.Grey),
        };
        _calls[data.Call] = new Line(mark, who, state, colour);
        Spend(news.Type, data);
    }

    private void Spend(string type, EventData data)
    {
        if (type is "call.completed" or "call.failed" or "call.outcome_unknown" or "call.cancelled")
        {
            _cost += data.Cost ?? Usd.Zero;
            _unpriced |= type == "call.completed" && data.Cost is null;
        }
    }

    private static string Clean(string text) => TerminalText.Line(text, 200);

    private sealed record Line(char Mark, string Who, string State, Color Colour);
}
