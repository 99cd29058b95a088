using AiCouncil.Host.Input;
using AiCouncil.Requests;

namespace AiCouncil.Host.Rendering;

/// <summary>One answer as it comes and when it is there: progress on stderr, the text or its JSON on stdout.</summary>
internal sealed class AnswerView : IAsyncDisposable
{
    private readonly Terminal _terminal;
    private readonly OutputFormat _format;
    private readonly HashSet<string> _degraded = [];
    private readonly StreamedAnswer _stream = new();
    private readonly TerminalText _clean = new();
    private IProgressView? _progress;

    public AnswerView(Terminal terminal, TimeProvider clock, OutputFormat format)
    {
        _terminal = terminal;
        _format = format;
        _progress = terminal is { ErrorIsTerminal: true, Colour: true } ? new ProgressLive(terminal.ErrorConsole(), clock) : new ProgressLines(terminal);
    }

    /// <summary>Whether an answer is shown as it comes: to a person, and only there.</summary>
    public static bool Streams(Terminal terminal, OutputFormat format) => format == OutputFormat.Text && terminal.OutIsTerminal;

    public async ValueTask ShowAsync(CouncilEvent news)
    {
        if (_format == OutputFormat.JsonLines && news.Sequence is not null)
        {
            _terminal.Out.WriteLine(EventJson.Of(news));
        }

        if (news.Type == "degraded" && EventData.Of(news).Text("reason") is { } reason)
        {
            _degraded.Add(reason);
        }

        if (news.Type == "answer.delta")
        {
            await StreamAsync(news);
        }
        else
        {
            _progress?.Show(news);
        }
    }

    /// <summary>Prints what is missing, and the closing line.</summary>
    public void Finish(FinalResponse response)
    {
        if (_stream.Any)
        {
            FinishStream(response);
        }
        else
        {
            SayNotes(response);
            Write(response);
        }

        _terminal.Say(ClosingLine.Of(response));
    }

    public async ValueTask DisposeAsync()
    {
        if (_progress is { } progress)
        {
            _progress = null;
            await progress.DisposeAsync();
        }
    }

    /// <summary>The board gives way to the text: both on one screen would overwrite each other.</summary>
    private async ValueTask StreamAsync(CouncilEvent delta)
    {
        if (Streams(_terminal, _format) && _stream.Take(delta) is { Length: > 0 } text)
        {
            await DisposeAsync();
            _terminal.Out.Write(_clean.Next(text));
        }
    }

    /// <summary>Why the answer is degraded stands above it, once; where it was streamed, nothing may break into its text.</summary>
    private void SayNotes(FinalResponse response)
    {
        if (response.Simulated)
        {
            _terminal.Say("[simulated] no real model answered");
        }

        foreach (var reason in response.DegradedReasons.Where(_degraded.Add))
        {
            _terminal.Say($"degraded: {reason}");
        }

        if (response.Error is { } error)
        {
            _terminal.Say($"failed: {error.Message} ({error.Code}{(error.Retryable ? ", may be asked again" : "")}); council show {response.Id} tells every attempt");
        }
    }

    private void Write(FinalResponse response)
    {
        if (_format != OutputFormat.Text)
        {
            _terminal.WriteJson(response, _format);
        }
        else if (response.Content is { } content)
        {
            _terminal.Out.WriteLine(Present(content));
        }
    }

    private void FinishStream(FinalResponse response)
    {
        if (response.Content is { } content && _stream.Missing(content) is { } missing)
        {
            _terminal.Out.WriteLine(_clean.Next(missing));
            SayNotes(response);
            return;
        }

        _terminal.Out.WriteLine();
        SayNotes(response);
        _terminal.Say(response.Content is null ? "the text above is not an answer." : "the text above was replaced; this is the answer:");
        Write(response);
    }

    /// <summary>To a pipe goes the text as it is; to a person, cleaned and lightly styled.</summary>
    private string Present(string content)
    {
        if (!_terminal.OutIsTerminal)
        {
            return content;
        }

        var clean = TerminalText.Clean(content);
        return _terminal.Colour ? Markdown.Style(clean) : clean;
    }
}
