using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Tests.Simulation;

/// <summary>A call whose hint is said to be out does not stay Ready while workers have nothing to do.</summary>
internal sealed class SimStuckCalls
{
    /// <summary>In half seconds; a hint that is very late takes three.</summary>
    private const int Patience = 14;
    private readonly Dictionary<CallId, int> _waiting = [];

    public void Check(SimWorld world, int slots)
    {
        var now = world.Clock.GetUtcNow();
        var calls = world.AllRequests().SelectMany(world.Calls).ToList();
        if (calls.Count(call => call.State == CallState.InFlight) >= slots)
        {
            _waiting.Clear();
            return;
        }

        var ready = calls.Where(call => call is { State: CallState.Ready, PublishedAt: not null } && !(call.NotBefore > now)).ToDictionary(call => call.Id);
        foreach (var gone in _waiting.Keys.Except(ready.Keys).ToList())
        {
            _waiting.Remove(gone);
        }

        foreach (var call in ready.Values)
        {
            _waiting[call.Id] = _waiting.GetValueOrDefault(call.Id) + 1;
            if (_waiting[call.Id] == Patience)
            {
                world.Violations.Add($"{call.Id} was published at {call.PublishedAt:mm:ss.fff} and nobody looks at it, although slots are free");
            }
        }
    }
}
