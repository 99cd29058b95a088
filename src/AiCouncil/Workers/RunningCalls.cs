using System.Collections.Concurrent;
using System.Collections.Immutable;
using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Workers;

/// <summary>The calls that this node runs or is claiming, and the switch that stops each.</summary>
internal sealed class RunningCalls
{
    private readonly ConcurrentDictionary<CallId, Running> _calls = new();
    private readonly ConcurrentDictionary<HeldCall, bool> _unsettled = new();
    private volatile bool _cutOff;

    public int Count => _calls.Count;

    /// <summary>Nobody waits for this node any more: what the journal does not take now is not held.</summary>
    public bool IsCutOff => _cutOff;

    /// <summary>
    /// Null when the call is already running here. Its hint is kept: it may be the only one of a call that went back to Ready while
    /// its last step was ending.
    /// </summary>
    public Running? Enter(CallId call, TimeProvider clock)
    {
        var running = new Running(call, clock, this);
        while (!_calls.TryAdd(call, running))
        {
            if (_calls.TryGetValue(call, out var other) && other.HintAgain())
            {
                running.DisposeUnentered();
                return null;
            }
        }

        return running;
    }

    public bool Contains(CallId call) => _calls.ContainsKey(call);

    /// <summary>
    /// Sent, and its end could not be stored: perhaps paid for. It does not run here any more, and must not go back as if it never had;
    /// the end of the node's lease makes it an unknown outcome.
    /// </summary>
    public void Leave(HeldCall call) => _unsettled[call] = true;

    public void Settle(HeldCall call) => _unsettled.TryRemove(call, out _);

    public bool IsUnsettled(HeldCall call) => _unsettled.ContainsKey(call);

    /// <summary>Nobody wants it any more.</summary>
    public void Cancel(CallId call)
    {
        if (_calls.TryGetValue(call, out var running))
        {
            running.Cancel(StopReason.Cancelled);
        }
    }

    /// <summary>A server wants its text.</summary>
    public void Listen(CallId call, string server)
    {
        if (_calls.TryGetValue(call, out var running))
        {
            running.Listen(server);
        }
    }

    /// <summary>The process has to go: what is still in flight is cut off, and said to be.</summary>
    public void CutOff()
    {
        _cutOff = true;
        foreach (var running in _calls.Values)
        {
            running.Cancel(StopReason.CutOff);
        }
    }

    public enum StopReason { None, Timeout, Cancelled, CutOff }

    public sealed class Running : IDisposable
    {
        /// <summary>What an endpoint gets to close its connection and say so.</summary>
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

        private readonly Lock _gate = new();
        private readonly RunningCalls _owner;
        private readonly CancellationTokenSource _stop;
        private readonly CancellationTokenSource _abandon = new();
        private readonly ITimer _timer;
        private ImmutableList<string> _listeners = [];
        private DeltaSender? _deltas;
        private StopReason _reason;
        private bool _disposed;

        public Running(CallId call, TimeProvider clock, RunningCalls owner)
        {
            Call = call;
            _owner = owner;
            _stop = new CancellationTokenSource();
            _timer = clock.CreateTimer(static state => ((Running)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public CallId Call { get; }

        /// <summary>Goes into the paid request; never a broker's or a host's token.</summary>
        public CancellationToken Token => _stop.Token;

        /// <summary>Fires when the endpoint had its time to end after <see cref="Token"/> and did not: it is not waited for any longer.</summary>
        public CancellationToken Abandoned => _abandon.Token;

        /// <summary>Why the token fired; the first reason counts.</summary>
        public StopReason Reason => _reason;

        /// <summary>Another hint of it came while it ran.</summary>
        public bool HintedAgain { get; private set; }

        /// <summary>False when it has ended.</summary>
        public bool HintAgain()
        {
            lock (_gate)
            {
                HintedAgain |= !_disposed;
                return !_disposed;
            }
        }

        /// <summary>Also before the first send: who asks between the claim and it is not in what the claim has read.</summary>
        public void Listen(string server)
        {
            lock (_gate)
            {
                _listeners = _listeners.Contains(server) ? _listeners : _listeners.Add(server);
                _deltas?.Listen(server);
            }
        }

        /// <summary>The send that runs now; null when its text is not wanted.</summary>
        public void StreamTo(DeltaSender? deltas)
        {
            lock (_gate)
            {
                _deltas = deltas;
                _listeners.ForEach(server => deltas?.Listen(server));
            }
        }

        public void TimeoutAfter(TimeSpan limit) => _timer.Change(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        public void Cancel(StopReason reason)
        {
            lock (_gate)
            {
                if (_reason != StopReason.None || _disposed)
                {
                    return;
                }

                _reason = reason;
            }

            _stop.Cancel();
            _timer.Change(Patience, Timeout.InfiniteTimeSpan);
        }

        private void OnTimer()
        {
            if (_reason == StopReason.None)
            {
                Cancel(StopReason.Timeout);
            }
            else
            {
                _abandon.Cancel();
            }
        }

        public void Dispose()
        {
            _owner._calls.TryRemove(new KeyValuePair<CallId, Running>(Call, this));
            DisposeUnentered();
        }

        public void DisposeUnentered()
        {
            lock (_gate)
            {
                _disposed = true;
            }

            _timer.Dispose();
        }
    }
}
