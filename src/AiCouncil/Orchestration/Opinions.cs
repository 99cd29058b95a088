using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>Which completed calls count as an answer.</summary>
internal static class Opinions
{
    /// <summary>
    /// A refusal is stored (it was paid for) but is no opinion, except where the caller asked one model for exactly what it says.
    /// </summary>
    public static bool Usable(RequestWork work, CallRow call) =>
        call.State == CallState.Completed
        && (work.Spec.Mode == ExecutionMode.Direct || call.FinishReason is not ("refusal" or "content_filter"));
}
