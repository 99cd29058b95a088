namespace AiCouncil.Integration.Tests.Api;

/// <summary>Lets tests wait for something that is told, without looking again and again.</summary>
internal sealed class Signals<T>
{
    private readonly Lock _gate = new();
    private readonly List<(Predicate<T> Wanted, TaskCompletionSource Seen)> _waiting = [];

    /// <summary>Ends when something wanted is told from now on.</summary>
    public Task Wait(Predicate<T> wanted)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((wanted, seen));
        }

        return seen.Task;
    }

    public void Tell(T news)
    {
        lock (_gate)
        {
            _waiting.Where(it => it.Wanted(news)).ToList().ForEach(it => it.Seen.TrySetResult());
            _waiting.RemoveAll(it => it.Seen.Task.IsCompleted);
        }
    }
}

/// <summary>A number that tests wait for.</summary>
internal sealed class CountReached
{
    private readonly Lock _gate = new();
    private readonly Signals<int> _signals = new();
    private int _count;

    public Task ReachedAsync(int count)
    {
        lock (_gate)
        {
            var reached = _signals.Wait(it => it >= count);
            _signals.Tell(_count);
            return reached;
        }
    }

    public void Add(int more)
    {
        lock (_gate)
        {
            _count += more;
            _signals.Tell(_count);
        }
    }
}
