using AiCouncil.Requests;

namespace AiCouncil.Models;

/// <summary>
/// A simulated deployment. What it says depends on seed, model and prompt alone; how long it takes and whether it fails also on
/// the number of the call. Without latency it answers before the call returns (about 3 µs), so that a load test measures the council.
/// </summary>
internal sealed class SimulatedEndpoint(DeploymentSettings deployment, SimulatedSettings settings, TimeProvider clock) : IModelEndpoint
{
    private const int Pieces = 24;

    /// <summary>Share of the latency that passes before the first words.</summary>
    private const double UntilFirst = 0.4;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly SimulatedMind _mind = new(deployment.Model, settings);
    private long _calls;

    public Task<AttemptOutcome> CallAsync(ModelPrompt prompt, Action<string>? onDelta, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (ct.IsCancellationRequested)
        {
            return Task.FromResult<AttemptOutcome>(new AttemptOutcome.NotSent("cancelled", "cancelled before it was sent"));
        }

        var dice = new SplitMix(StableHash.Of(prompt.Messages) ^ ((ulong)(uint)settings.Seed << 32) ^ (ulong)Interlocked.Increment(ref _calls));
        var fate = dice.NextDouble();
        if (fate < settings.ThrottleRate)
        {
            return Task.FromResult<AttemptOutcome>(new AttemptOutcome.Rejected(429, "simulated_throttle", "ThrottleRate", RetryAfter));
        }

        var latency = Latency(ref dice);
        var fails = fate < settings.ThrottleRate + settings.FailureRate;
        return latency == TimeSpan.Zero ? Task.FromResult(Finish(prompt, fails, onDelta)) : SlowlyAsync(prompt, fails, latency, onDelta, ct);
    }

    private async Task<AttemptOutcome> SlowlyAsync(ModelPrompt prompt, bool fails, TimeSpan latency, Action<string>? onDelta, CancellationToken ct)
    {
        var inTime = latency <= deployment.CallTimeout;
        try
        {
            if (onDelta is null || fails || !inTime)
            {
                await Task.Delay(inTime ? latency : deployment.CallTimeout, clock, ct).ConfigureAwait(false);
                return inTime ? Finish(prompt, fails, null) : new AttemptOutcome.Ambiguous("timeout", "no answer within the call's timeout");
            }

            return await StreamAsync(prompt, latency, onDelta, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new AttemptOutcome.Cancelled("cancelled while the model worked");
        }
    }

    private async Task<AttemptOutcome> StreamAsync(ModelPrompt prompt, TimeSpan latency, Action<string> onDelta, CancellationToken ct)
    {
        var answer = Answer(prompt);
        await Task.Delay(latency * UntilFirst, clock, ct).ConfigureAwait(false);
        var size = PieceSize(answer.Text);
        var pause = latency * ((1 - UntilFirst) / Math.Max(1, (answer.Text.Length + size - 1) / size));
        for (var at = 0; at < answer.Text.Length; at += size)
        {
            onDelta(answer.Text.Substring(at, Math.Min(size, answer.Text.Length - at)));
            await Task.Delay(pause, clock, ct).ConfigureAwait(false);
        }

        return answer;
    }

    private AttemptOutcome Finish(ModelPrompt prompt, bool fails, Action<string>? onDelta)
    {
        if (fails)
        {
            return new AttemptOutcome.Rejected(500, "simulated_failure", "FailureRate", null);
        }

        var answer = Answer(prompt);
        var size = PieceSize(answer.Text);
        for (var at = 0; onDelta is not null && at < answer.Text.Length; at += size)
        {
            onDelta(answer.Text.Substring(at, Math.Min(size, answer.Text.Length - at)));
        }

        return answer;
    }

    private AttemptOutcome.Answered Answer(ModelPrompt prompt)
    {
        var text = _mind.Answer(prompt);
        var finish = "stop";
        if (prompt.Options.MaxOutputTokens is { } most && text.Length > most * 4L)
        {
            (text, finish) = (text[..(most * 4)], "length");
        }

        return new AttemptOutcome.Answered(text, TokenCount.Usage(prompt, text), finish, deployment.Model);
    }

    private static int PieceSize(string text) => Math.Max(1, (text.Length + Pieces - 1) / Pieces);

    /// <summary>Lognormal by median and 99th percentile: sigma = ln(p99 / p50) / 2.3263.</summary>
    private TimeSpan Latency(ref SplitMix dice) => settings.Median == TimeSpan.Zero
        ? TimeSpan.Zero
        : settings.Median * Math.Exp(dice.NextNormal() * Math.Log(settings.Slowest / settings.Median) / 2.3263);
}
