using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace AiCouncil.RabbitMq;

/// <summary>
/// One supervised connection: made anew whenever it is lost, and handed out when it is prepared. Sessions run on it until they or it
/// end, and begin again on the next one.
/// </summary>
/// <param name="prepare">Runs on each new connection before anybody gets it.</param>
internal sealed partial class BrokerLink(
    BrokerConnector connector, string role, Func<IConnection, CancellationToken, Task> prepare, Backoff backoff, ILogger log)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<IConnection> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<IConnection> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource? _blocked;
    private IConnection? _current;

    /// <summary>The broker has run out of memory or disk and reads nothing from this connection.</summary>
    public bool IsBlocked => _blocked is not null;

    /// <summary>The first connection; throws whatever stands in its way.</summary>
    public async Task OpenAsync(CancellationToken ct)
    {
        var connection = await connector.ConnectAsync(role, ct);
        try
        {
            await prepare(connection, ct);
        }
        catch
        {
            await connector.EndAsync(connection);
            throw;
        }

        Take(connection);
    }

    /// <summary>Replaces each connection that is lost, until <paramref name="ct"/> is cancelled; then ends the last one.</summary>
    public async Task KeepAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await connector.EndAsync(await LostAsync(ct));
                await ReopenAsync(ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await CloseAsync();
        }
    }

    /// <summary>Ends the connection for good.</summary>
    public Task CloseAsync()
    {
        IConnection? last;
        lock (_gate)
        {
            (last, _current) = (_current, null); // its end is no loss
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously); // who still asks waits as long as it likes, for nothing
        }

        return last is null ? Task.CompletedTask : connector.EndAsync(last);
    }

    /// <summary>The open connection, or the next one.</summary>
    public async Task<IConnection> ConnectionAsync(CancellationToken ct)
    {
        while (true)
        {
            Task<IConnection> next;
            lock (_gate)
            {
                next = _next.Task;
            }

            var connection = await next.WaitAsync(ct);
            if (connection.IsOpen)
            {
                return connection;
            }

            Lose(connection, "closed");
        }
    }

    /// <summary>Done at once unless the broker blocks this connection.</summary>
    public Task UnblockedAsync(CancellationToken ct) => _blocked is { } blocked ? blocked.Task.WaitAsync(ct) : Task.CompletedTask;

    /// <summary>This connection is of no use any more: sessions get the next one.</summary>
    public void Lose(IConnection connection, string why)
    {
        TaskCompletionSource<IConnection> lost;
        lock (_gate)
        {
            if (_current != connection)
            {
                return;
            }

            (_current, lost) = (null, _lost); // whoever keeps the link finds it, also when it looks later
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Unblock();
        }

        Lost(log, role, connector.Place, why);
        lost.TrySetResult(connection);
    }

    private Task<IConnection> LostAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            return _lost.Task.WaitAsync(ct);
        }
    }

    private async Task ReopenAsync(CancellationToken ct)
    {
        var told = "";
        for (var failures = 0; ; failures++)
        {
            await backoff.WaitAsync(failures, ct);
            try
            {
                await OpenAsync(ct);
                Reconnected(log, role, connector.Place);
                return;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // what the client library throws is not a closed set
            catch (Exception error)
#pragma warning restore CA1031
            {
                var why = StartRefusal.Explain(error, connector);
                if (why != told)
                {
                    StillAway(log, role, connector.Place, told = why); // once, not for every attempt
                }
            }
        }
    }

    private void Take(IConnection connection)
    {
        connection.ConnectionShutdownAsync += (_, end) =>
        {
            Lose(connection, end.ReplyText);
            return Task.CompletedTask;
        };
        connection.ConnectionBlockedAsync += (_, blocked) =>
        {
            Block(connection, blocked.Reason);
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            Unblock();
            Unblocked(log, connector.Place);
            return Task.CompletedTask;
        };
        lock (_gate)
        {
            _current = connection;
            _lost = new(TaskCreationOptions.RunContinuationsAsynchronously); // of this connection
            _next.TrySetResult(connection);
        }

        if (!connection.IsOpen)
        {
            Lose(connection, "closed");
        }
    }

    private void Block(IConnection connection, string reason)
    {
        lock (_gate)
        {
            if (_current == connection)
            {
                _blocked ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        Blocked(log, connector.Place, reason);
    }

    private void Unblock()
    {
        var blocked = _blocked;
        _blocked = null;
        blocked?.TrySetResult();
    }

    [LoggerMessage(702, LogLevel.Warning, "RabbitMQ {Place}: the {Role} connection is lost: {Reason}")]
    private static partial void Lost(ILogger log, string role, string place, string reason);

    [LoggerMessage(703, LogLevel.Information, "RabbitMQ {Place}: the {Role} connection is back")]
    private static partial void Reconnected(ILogger log, string role, string place);

    [LoggerMessage(704, LogLevel.Warning, "RabbitMQ {Place}: no {Role} connection yet: {Reason}")]
    private static partial void StillAway(ILogger log, string role, string place, string reason);

    [LoggerMessage(705, LogLevel.Warning, "RabbitMQ {Place} takes no messages ({Reason}); hints wait in the journal")]
    private static partial void Blocked(ILogger log, string place, string reason);

    [LoggerMessage(706, LogLevel.Information, "RabbitMQ {Place} takes messages again")]
    private static partial void Unblocked(ILogger log, string place);
}
