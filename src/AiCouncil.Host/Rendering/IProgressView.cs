using AiCouncil.Requests;
using Spectre.Console;

namespace AiCouncil.Host.Rendering;

/// <summary>Shows on stderr what the council does. Disposing it leaves the cursor on a line of its own.</summary>
internal interface IProgressView : IAsyncDisposable
{
    void Show(CouncilEvent news);
}

/// <summary>One line per event, for logs and pipes.</summary>
internal sealed class ProgressLines(Terminal terminal) : IProgressView
{
    private readonly HashSet<int> _started = [];

    public void Show(CouncilEvent news)
    {
        // A start is told live, and once more when the log has it. Who may be asked about the whole was said before the start.
        var data = EventData.Of(news);
        if ((news.Type == "call.started" && !_started.Add(data.Call)) || (news.Type == "subtask.started" && data.Subtask == "main"))
        {
            return;
        }

        if (EventLines.Describe(news) is { } line)
        {
            terminal.Say(line);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A board that is redrawn in place, once per event and once a second.</summary>
internal sealed class ProgressLive : IProgressView
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly ProgressBoard _board;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _drawing;
    private readonly ITimer _ticks;
    private LiveDisplayContext? _display;

    public ProgressLive(IAnsiConsole console, TimeProvider clock)
    {
        _clock = clock;
        _board = new ProgressBoard(clock.GetUtcNow());
        _drawing = console.Live(_board.Render(clock.GetUtcNow())).StartAsync(DrawUntilEndedAsync);
        _ticks = clock.CreateTimer(static it => ((ProgressLive)it!).Draw(), this, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public void Show(CouncilEvent news)
    {
        lock (_gate)
        {
            _board.Apply(news);
        }

        Draw();
    }

    public async ValueTask DisposeAsync()
    {
        await _ticks.DisposeAsync();
        lock (_gate)
        {
            _display = null;
        }

        _ended.TrySetResult();
        await _drawing;
    }

    private Task DrawUntilEndedAsync(LiveDisplayContext display)
    {
        lock (_gate)
        {
            _display = display;
        }

        Draw();
        return _ended.Task;
    }

    private void Draw()
    {
        lock (_gate)
        {
            _display?.UpdateTarget(_board.Render(_clock.GetUtcNow()));
        }
    }
}
