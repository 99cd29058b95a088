using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using AiCouncil.Transport;

namespace AiCouncil.Requests;

/// <summary>Who in this process waits for news of which request.</summary>
internal sealed class Watchers : IDisposable
{
    private readonly ConcurrentDictionary<RequestId, ImmutableArray<Watcher>> _watchers = new();
    private readonly IDisposable _control;

    public Watchers(ITransport transport) => _control = transport.OnControl(OnControl);

    public Watcher Watch(RequestId id)
    {
        var watcher = new Watcher(id, this);
        watcher.First = _watchers.AddOrUpdate(id, _ => [watcher], (_, others) => others.Add(watcher)).Length == 1;
        return watcher;
    }

    /// <summary>The requests that somebody watches.</summary>
    public IEnumerable<RequestId> Watched => _watchers.Keys;

    public void Dispose() => _control.Dispose();

    private void OnControl(ControlMessage message)
    {
        if (message is ControlMessage.News news && _watchers.TryGetValue(news.Request, out var watchers))
        {
            foreach (var watcher in watchers)
            {
                watcher.Tell(message);
            }
        }
    }

    private void Remove(Watcher watcher)
    {
        while (_watchers.TryGetValue(watcher.Id, out var watchers))
        {
            var rest = watchers.Remove(watcher);
            var removed = rest.IsEmpty
                ? _watchers.TryRemove(new KeyValuePair<RequestId, ImmutableArray<Watcher>>(watcher.Id, watchers))
                : _watchers.TryUpdate(watcher.Id, rest, watchers);
            if (removed)
            {
                return;
            }
        }
    }

    /// <summary>Live news of one request. Bounded: what does not fit is dropped, except that something changed.</summary>
    public sealed class Watcher(RequestId id, Watchers owner) : IDisposable
    {
        private readonly Channel<ControlMessage> _news = Channel.CreateBounded<ControlMessage>(
            new BoundedChannelOptions(512) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

        private int _changed;

        public RequestId Id => id;

        /// <summary>Nobody else in this process watched the request when this began.</summary>
        public bool First { get; set; }

        public ChannelReader<ControlMessage> News => _news.Reader;

        public void Tell(ControlMessage message)
        {
            if (message is ControlMessage.Changed)
            {
                Volatile.Write(ref _changed, 1);
            }

            _news.Writer.TryWrite(message);
        }

        /// <summary>The log has grown since it was asked last.</summary>
        public bool TakeChanged() => Interlocked.Exchange(ref _changed, 0) == 1;

        /// <summary>Waits for news, at most <paramref name="atMost"/>.</summary>
        public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken ct)
        {
            if (News.TryPeek(out _))
            {
                return;
            }

            using var limit = new CancellationTokenSource(atMost, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
            try
            {
                await News.WaitToReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Time to look for oneself.
            }
        }

        public void Dispose() => owner.Remove(this);
    }
}
