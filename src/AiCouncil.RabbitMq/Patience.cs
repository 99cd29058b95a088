namespace AiCouncil.RabbitMq;

/// <summary>
/// A token that is cancelled with others, and after a time on the injected clock. The client library hears it late where it waits for an
/// answer: such a wait is bounded with <c>WaitAsync</c> beside.
/// </summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _either;

    private Patience(TimeSpan atMost, TimeProvider clock, CancellationToken ct, CancellationToken ended)
    {
        _time = new CancellationTokenSource(atMost, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, ct, ended);
    }

    public CancellationToken Token => _either.Token;

    public static Patience For(TimeSpan atMost, TimeProvider clock, CancellationToken ct, CancellationToken ended = default) =>
        new(atMost, clock, ct, ended);

    public void Dispose()
    {
        _either.Dispose();
        _time.Dispose();
    }
}
