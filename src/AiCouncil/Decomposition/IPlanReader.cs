using AiCouncil.Analysis;

namespace AiCouncil.Decomposition;

/// <summary>Makes plans: from a planner's text, or the one node that needs no planner. Pure.</summary>
public interface IPlanReader
{
    /// <summary>Reads a planner's text leniently, validates strictly: acyclic, no dangling or duplicate ids, at most 8 nodes.</summary>
    PlanReading Read(string text, RequestAnalysis analysis);

    /// <summary>The whole request as one subtask.</summary>
    Plan Single(RequestAnalysis analysis);
}
