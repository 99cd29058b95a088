using System.Globalization;
using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Synthesis;

namespace AiCouncil.Tests.Simulation;

/// <summary>One model seen from one process: it takes its time, errs, refuses and hangs as drawn, and books every send.</summary>
internal sealed class SimEndpoint(
    SimModel model, SimScheduler scheduler, SimProcess process, SimLedger ledger, SimFaults faults, Random random, bool hostile) : IModelEndpoint
{
    public async Task<AttemptOutcome> CallAsync(ModelPrompt prompt, Action<string>? onDelta, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            return new AttemptOutcome.NotSent("cancelled", "before the send");
        }

        var fate = random.NextDouble() < faults.ModelFault ? random.Next(1, 8) : 0;
        if (fate == 1)
        {
            return new AttemptOutcome.NotSent("connect", "drawn");
        }

        var usage = hostile ? Dearest(prompt) : new TokenUsage(random.Next(10, 500), random.Next(5, 900));
        var send = Book(prompt, paid: fate is not (2 or 3), usage);
        await WaitAsync(fate == 4 ? TimeSpan.FromSeconds(1_000) : TimeSpan.FromMilliseconds(model.Lockstep ? model.LatencyMs : random.Next(model.LatencyMs / 2, model.LatencyMs * 2)), ct);
        send.EndedAt = scheduler.Now;
        if (ct.IsCancellationRequested)
        {
            return new AttemptOutcome.Cancelled("drawn");
        }

        send.Answered = fate is 0 or 4 or 5 or 6;
        return fate switch
        {
            2 => new AttemptOutcome.Rejected(429, "rate_limited", "drawn", random.Next(2) == 0 ? null : TimeSpan.FromMilliseconds(random.Next(100, 3_000))),
            3 => new AttemptOutcome.Rejected(random.Next(2) == 0 ? 500 : 400, "drawn", "drawn", null),
            5 => new AttemptOutcome.Unusable(UnusableReason.Empty, "", usage, model.Name),
            6 => new AttemptOutcome.Unusable(UnusableReason.Refusal, "I cannot help with that.", usage, model.Name),
            7 => new AttemptOutcome.Ambiguous("cut", "drawn"),
            _ => new AttemptOutcome.Answered(Text(prompt, onDelta), usage, "stop", model.Name),
        };
    }

    /// <summary>As many tokens as were estimated and allowed: a limit that holds only on average does not hold.</summary>
    private static TokenUsage Dearest(ModelPrompt prompt) =>
        new(new CharacterSizeEstimator().InputTokens(prompt.Messages), prompt.Options.MaxOutputTokens!.Value);

    private Send Book(ModelPrompt prompt, bool paid, TokenUsage usage)
    {
        var key = (model.Name, Payload.Of(CouncilJson.Serialize(prompt)).Hash);
        var price = model.Price is { } usd ? new TokenPrice(usd, usd * 3) : null;
        var send = new Send(key, scheduler.Now, paid, price?.CostOf(usage.InputTokens, usage.OutputTokens), process.Name);
        ledger.Add(send);
        return send;
    }

    private async Task WaitAsync(TimeSpan time, CancellationToken ct)
    {
        var over = new TaskCompletionSource();
        scheduler.Post(time, process, _ => over.TrySetResult(), null);
        using var stop = ct.Register(() => scheduler.Post(TimeSpan.Zero, process, _ => over.TrySetResult(), null));
        await over.Task;
    }

    private string Text(ModelPrompt prompt, Action<string>? onDelta)
    {
        var text = prompt.Role switch
        {
            CallRole.Plan => SimPlans.Draw(random),
            CallRole.Synthesis => random.Next(4) == 0 ? "Something else altogether." : string.Join("\n", prompt.Messages.Select(turn => turn.Text)),
            _ => Answer(),
        };
        onDelta?.Invoke(text);
        return text;
    }

    private string Answer()
    {
        var right = random.NextDouble() < model.Accuracy;
        var number = right ? 42 : random.Next(1, 4);
        return random.Next(10) == 0
            ? "I thought about it and came to no end."
            : string.Create(CultureInfo.InvariantCulture, $"Thinking it over.\n{AnswerContract.Marker} {number}");
    }
}
