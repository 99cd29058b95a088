using AiCouncil.Requests;

namespace AiCouncil.Tests.Simulation;

/// <summary>What the journal was seen to hold, kept beside it so that the world need not ask after every step.</summary>
internal sealed class SimRecord(Action<CallId> stored)
{
    private readonly HashSet<RequestId> _open = [];

    public bool AllEnded => _open.Count == 0;

    public void Accepted(RequestId id, bool ended)
    {
        if (!ended)
        {
            _open.Add(id);
        }
    }

    public void Ended(RequestId id) => _open.Remove(id);

    public void Stored(CallId call) => stored(call);
}
