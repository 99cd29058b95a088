using AiCouncil.Journal;
using Microsoft.Data.Sqlite;

namespace AiCouncil.Sqlite;

/// <summary>A unit of work that waits for its commit.</summary>
internal abstract class PendingWrite(bool relaxed)
{
    public bool Relaxed { get; } = relaxed;

    /// <summary>True when the caller gave up before the work began: it will not run.</summary>
    public abstract bool GaveUp();

    /// <summary>False when the work threw: its savepoint is rolled back and only its caller hears of it.</summary>
    public abstract bool Run(SqliteSession session);

    /// <summary>After the commit.</summary>
    public abstract void Publish();

    public abstract void Fail(Exception error);
}

internal sealed class PendingWrite<T>(Func<SqliteSession, T> work, bool relaxed, string path, CancellationToken ct) : PendingWrite(relaxed)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;
    private Exception? _error;

    public Task<T> Task => _done.Task;

    public override bool GaveUp() => ct.IsCancellationRequested && _done.TrySetCanceled(ct);

    public override bool Run(SqliteSession session)
    {
        _error = null; // it may run twice
        try
        {
            _value = work(session);
            return true;
        }
        catch (SqliteException error) when (JournalFault.IsStores(error))
        {
            _error = JournalFault.Of(path, error);
            return false;
        }
#pragma warning disable CA1031 // handed to the caller whose work it was
        catch (Exception error)
#pragma warning restore CA1031
        {
            _error = error;
            return false;
        }
    }

    public override void Publish()
    {
        if (_error is null)
        {
            _done.TrySetResult(_value!);
        }
        else
        {
            _done.TrySetException(_error);
        }
    }

    public override void Fail(Exception error) => _done.TrySetException(_error ?? error);
}
