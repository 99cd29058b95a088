using AiCouncil.RabbitMq;
using CsCheck;
using Xunit;

namespace AiCouncil.Integration.Tests.RabbitMq;

public sealed class SlotCountTests
{
    [Fact]
    public void A_new_channel_gets_what_is_free_and_the_rest_as_earlier_handlers_end()
    {
        var (slots, freed) = (new SlotCount(3), 0);
        var first = slots.Open(() => { });
        Assert.Equal(3, slots.TakeCredit());
        Assert.Equal(0, slots.TakeCredit());
        slots.Enter();
        slots.Enter();
        var second = slots.Open(() => freed++);
        Assert.Equal(1, slots.TakeCredit());
        slots.Enter();
        Assert.False(slots.AnyFree);
        slots.Leave(second);
        Assert.Equal((0, 0), (slots.TakeCredit(), freed)); // the broker has that credit already
        slots.Leave(first);
        Assert.Equal((1, 1), (slots.TakeCredit(), freed));
        Assert.True(slots.AnyEarlier);
        slots.Leave(first);
        Assert.Equal((1, 2), (slots.TakeCredit(), freed));
        Assert.False(slots.AnyEarlier);
        Assert.True(slots.IdleAsync().IsCompleted);
    }

    [Fact]
    public async Task Idle_is_when_the_last_handler_has_ended()
    {
        var slots = new SlotCount(2);
        var channel = slots.Open(() => { });
        slots.Enter();
        slots.Enter();
        var idle = slots.IdleAsync();
        slots.Leave(channel);
        Assert.False(idle.IsCompleted);
        slots.Leave(channel);
        await idle;
    }

    /// <summary>A broker that hands over all the credit it was ever given never exceeds the slots.</summary>
    [Fact]
    public void Credit_and_running_handlers_never_exceed_the_slots() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 3].Array[1, 60]).Sample((total, steps) =>
        {
            var slots = new SlotCount(total);
            var running = new List<int>();
            var (channel, credit) = (slots.Open(() => { }), 0);
            foreach (var step in steps)
            {
                switch (step)
                {
                    case 0: // the channel is lost, its credit with it
                        (channel, credit) = (slots.Open(() => { }), 0);
                        break;
                    case 1:
                        credit += slots.TakeCredit();
                        break;
                    case 2 when running.Count(it => it == channel) < credit:
                        slots.Enter();
                        running.Add(channel);
                        break;
                    case 3 when running.Count > 0:
                        slots.Leave(running[0]);
                        running.RemoveAt(0);
                        break;
                }

                Assert.InRange(running.Count, 0, total);
                Assert.InRange(running.Count(it => it != channel) + credit, 0, total);
            }
        });

    [Fact]
    public void Backoff_doubles_up_to_a_bound_and_is_never_the_same_for_all()
    {
        var tuning = new RabbitMqTuning();
        var backoff = new Backoff(tuning, new Random(1), TimeProvider.System);
        Assert.All(Enumerable.Range(0, 200), failures =>
        {
            var full = Math.Min(tuning.BackoffMost.TotalMilliseconds, 100 * Math.Pow(2, failures));
            Assert.InRange(backoff.Next(failures).TotalMilliseconds, full / 2, full);
        });
        Assert.NotEqual(backoff.Next(9), backoff.Next(9));
    }
}
