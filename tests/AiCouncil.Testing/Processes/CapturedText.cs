using System.Text;

namespace AiCouncil.Testing.Processes;

/// <summary>What a process writes to one of its streams, all of it, with a way to wait for words.</summary>
public sealed class CapturedText
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly List<(string Words, TaskCompletionSource Seen)> _waiting = [];
    private bool _ended;

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>Ends when the words have been written; fails when the stream ended without them.</summary>
    public Task SeenAsync(string words)
    {
        lock (_gate)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((words, seen));
            LookNeedsLock();
            return seen.Task;
        }
    }

    internal async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer)) > 0)
        {
            lock (_gate)
            {
                _text.Append(buffer, 0, read);
                LookNeedsLock();
            }
        }

        lock (_gate)
        {
            _ended = true;
            LookNeedsLock();
        }
    }

    private void LookNeedsLock()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        var text = _text.ToString();
        foreach (var (words, seen) in _waiting)
        {
            if (text.Contains(words, StringComparison.Ordinal))
            {
                seen.TrySetResult();
            }
            else if (_ended)
            {
                seen.TrySetException(new InvalidOperationException($"The process ended without saying '{words}'. It said:\n{text}"));
            }
        }

        _waiting.RemoveAll(it => it.Seen.Task.IsCompleted);
    }
}
