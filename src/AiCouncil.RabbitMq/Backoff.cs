namespace AiCouncil.RabbitMq;

/// <summary>Exponential with jitter: half to all of a wait that doubles with each failure, so that a cluster does not come back in one step.</summary>
internal sealed class Backoff(RabbitMqTuning tuning, Random random, TimeProvider clock)
{
    public Task WaitAsync(int failures, CancellationToken ct) => Task.Delay(Next(failures), clock, ct);

    public TimeSpan Next(int failures)
    {
        var full = Math.Min(tuning.BackoffMost.TotalMilliseconds, tuning.BackoffFirst.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 20)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (random.NextDouble() / 2)));
    }
}
