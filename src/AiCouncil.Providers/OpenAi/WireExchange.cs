using AiCouncil.Models;

namespace AiCouncil.Providers.OpenAi;

/// <summary>
/// What the wire saw of one call. It travels with the call's own asynchronous flow, so that the handler and the connection,
/// which serve every call of the deployment, know whose bytes they carry.
/// </summary>
internal sealed class WireExchange : IExchange
{
    private static readonly AsyncLocal<WireExchange?> Flow = new();
    private readonly WireExchange? _outer;
    private volatile WireStream? _sentOn;
    private int _requests;

    public WireExchange(bool streamed)
    {
        Streamed = streamed;
        _outer = Flow.Value;
        Flow.Value = this;
    }

    /// <summary>The call in whose flow the caller runs.</summary>
    public static WireExchange? Current => Flow.Value;

    public bool Streamed { get; }

    public bool Sent => _sentOn is not null;

    public bool SaidDone { get; set; }

    public AttemptOutcome? Settled { get; private set; }

    /// <summary>The whole body of a success arrived: if it cannot be read, it is unreadable, not lost.</summary>
    public bool BodyComplete { get; set; }

    /// <summary>A call is one request: whatever asks for a second one is refused before it can pay.</summary>
    public void CountRequest()
    {
        if (Interlocked.Increment(ref _requests) > 1)
        {
            throw new IOException("A call makes one request; a second one was attempted.");
        }
    }

    /// <summary>Bytes are about to leave on this connection; on another one than before they would be a hidden retry.</summary>
    public void SendOn(WireStream connection)
    {
        var first = Interlocked.CompareExchange(ref _sentOn, connection, null);
        if (first is not null && first != connection)
        {
            throw new IOException("The request went out on one connection already.");
        }
    }

    /// <summary>The first word stands.</summary>
    public void Settle(AttemptOutcome outcome) => Settled ??= outcome;

    public AttemptOutcome Explain(Exception failure)
    {
        if (BodyComplete)
        {
            return new AttemptOutcome.Unusable(UnusableReason.Unparseable, null, new(0, 0), null);
        }

        var http = Chain(failure).OfType<HttpRequestException>().FirstOrDefault();
        if (Sent)
        {
            return new AttemptOutcome.Ambiguous("no_answer", $"no complete answer: {Reason(failure, http)}");
        }

        AttemptOutcome? notSent = NotSentBecause(failure, http);
        return notSent ?? new AttemptOutcome.Ambiguous("unclear", $"perhaps sent: {Reason(failure, http)}");
    }

    public void Dispose() => Flow.Value = _outer;

    /// <summary>Both witnesses must agree: no byte was written, and the failure is of a kind that comes before bytes.</summary>
    private AttemptOutcome.NotSent? NotSentBecause(Exception failure, HttpRequestException? http)
    {
        if (_requests == 0)
        {
            return new AttemptOutcome.NotSent("request", $"the request could not be built: {failure.GetType().Name}");
        }

        if (http is not null && ConnectFailure.CategoryOf(http) is { } category)
        {
            return new AttemptOutcome.NotSent(category, $"no connection: {http.HttpRequestError}");
        }

        return Chain(failure).Any(it => it is OperationCanceledException)
            ? new AttemptOutcome.NotSent("connect", "no connection in time")
            : null;
    }

    private static string Reason(Exception failure, HttpRequestException? http) =>
        http is { HttpRequestError: not HttpRequestError.Unknown } ? http.HttpRequestError.ToString()
        : Chain(failure).OfType<HttpIOException>().FirstOrDefault()?.HttpRequestError.ToString() ?? failure.GetType().Name;

    private static IEnumerable<Exception> Chain(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            yield return failure;
        }
    }
}
