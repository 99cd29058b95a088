using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>The words that stand for closed sets in requests.</summary>
internal static class Words
{
    /// <summary>best_quality is how answers spell it, best-quality how the command line does; both are taken.</summary>
    public static IReadOnlyDictionary<string, ExecutionMode> Modes { get; } = new Dictionary<string, ExecutionMode>
    {
        ["fast"] = ExecutionMode.Fast,
        ["balanced"] = ExecutionMode.Balanced,
        ["best-quality"] = ExecutionMode.BestQuality,
        ["best_quality"] = ExecutionMode.BestQuality,
        ["direct"] = ExecutionMode.Direct,
    };

    public static IReadOnlyDictionary<string, Priority> Priorities { get; } = new Dictionary<string, Priority>
    {
        ["low"] = Priority.Low,
        ["medium"] = Priority.Medium,
        ["high"] = Priority.High,
        ["critical"] = Priority.Critical,
    };

    public static IReadOnlyDictionary<string, RequestState> States { get; } = new Dictionary<string, RequestState>
    {
        ["queued"] = RequestState.Queued,
        ["in_progress"] = RequestState.InProgress,
        ["completed"] = RequestState.Completed,
        ["failed"] = RequestState.Failed,
        ["cancelled"] = RequestState.Cancelled,
    };
}
