using System.Runtime.CompilerServices;

namespace AiCouncil.Host.Api;

/// <summary>Marks silence in a stream.</summary>
internal static class KeepAlive
{
    /// <summary>The items of <paramref name="source"/>, and a null for each <paramref name="every"/> without one (the first after <paramref name="first"/>).</summary>
    public static async IAsyncEnumerable<T?> Interleave<T>(
        IAsyncEnumerable<T> source, TimeSpan first, TimeSpan every, TimeProvider clock, [EnumeratorCancellation] CancellationToken ct)
        where T : class
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var items = source.GetAsyncEnumerator(reading.Token);
        var patience = first;
        Task<bool>? next = null;
        try
        {
            while (true)
            {
                next ??= items.MoveNextAsync().AsTask();
                if (!await EndsWithinAsync(next, patience, clock))
                {
                    yield return null;
                }
                else if (await next)
                {
                    next = null;
                    yield return items.Current;
                }
                else
                {
                    yield break;
                }

                patience = every;
            }
        }
        finally
        {
            // An enumerator may not be disposed while it is asked for its next item.
            await reading.CancelAsync();
            await (next ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan patience, TimeProvider clock)
    {
        if (task.IsCompleted)
        {
            return true;
        }

        using var over = new CancellationTokenSource();
        var ended = await Task.WhenAny(task, Task.Delay(patience, clock, over.Token)) == task;
        await over.CancelAsync();
        return ended;
    }
}
