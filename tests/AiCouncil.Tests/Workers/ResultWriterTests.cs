using System.Reflection;
using AiCouncil.Conformance.Journal;
using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Tests.Orchestration;
using AiCouncil.Transport;
using AiCouncil.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AiCouncil.Tests.Workers;

/// <summary>What becomes of a claim whose end the journal does not take.</summary>
public sealed class ResultWriterTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 10, 0, 0, TimeSpan.Zero);
    private static readonly CallRow Row = Samples.Call(Samples.NextId(), 1, "prompt");
    private readonly RunningCalls _running = new();
    private readonly InProcessTransport _transport = new();

    private static HeldCall Held => new(Row.Id, 1);

    public ValueTask DisposeAsync() => _transport.DisposeAsync();

    [Fact]
    public async Task What_was_sent_and_could_not_be_stored_is_not_to_be_released_as_if_it_never_was()
    {
        var journal = ScriptedJournal.Answering(() => throw new InvalidOperationException("cached plan must not change result type"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(journal, new AttemptOutcome.Answered("42", new TokenUsage(6, 2), "stop", null), new NextStep.Store(Moves.Complete)));
        Assert.True(_running.IsUnsettled(Held));
    }

    [Fact]
    public async Task Once_it_is_stored_it_is_settled()
    {
        var journal = ScriptedJournal.Answering(() => new ResultOutcome(true, CallState.Completed));
        await WriteAsync(journal, new AttemptOutcome.Answered("42", new TokenUsage(6, 2), "stop", null), new NextStep.Store(Moves.Complete));
        Assert.False(_running.IsUnsettled(Held));
    }

    [Fact]
    public async Task What_never_left_this_process_may_go_back()
    {
        var journal = ScriptedJournal.Answering(() => throw new InvalidOperationException("cached plan must not change result type"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(journal, new AttemptOutcome.NotSent("dns", "no such host"), new NextStep.Store(Moves.Retry, "not_sent")));
        Assert.False(_running.IsUnsettled(Held));
    }

    private async Task WriteAsync(IJournal journal, AttemptOutcome outcome, NextStep.Store step)
    {
        var me = new WorkerIdentity("w1", new NodeLease(TimeProvider.System, TimeSpan.FromSeconds(30)), _running, new ClockIds(TimeProvider.System), TimeProvider.System);
        var writer = new ResultWriter(journal, _transport, me, NullLogger<ResultWriter>.Instance);
        using var running = _running.Enter(Row.Id, TimeProvider.System)!;
        var call = new ClaimedCall(running, new CallToRun(Row, RequestState.InProgress, Now.AddMinutes(3), "{}", [], Now), 1);
        var settings = new DeploymentSettings { Path = "Council:Models:m", ModelName = "m", Name = "m/1", Provider = "simulated", Model = "m" };
        using var claim = new ClaimProgress(call, new Deployment(settings, SomeCouncil.Model("m", 0.9, null), null!));
        claim.Ended(outcome);
        await writer.WriteAsync(claim, outcome, step);
    }

    /// <summary>A journal that is only asked to store results.</summary>
    public class ScriptedJournal : DispatchProxy
    {
        private Func<ResultOutcome> _answer = () => throw new NotSupportedException();

        public static IJournal Answering(Func<ResultOutcome> answer)
        {
            var journal = Create<IJournal, ScriptedJournal>();
            ((ScriptedJournal)(object)journal)._answer = answer;
            return journal;
        }

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name == nameof(IJournal.StoreResultAsync)
            ? new ValueTask<ResultOutcome>(_answer())
            : throw new NotSupportedException(targetMethod?.Name);
    }
}
