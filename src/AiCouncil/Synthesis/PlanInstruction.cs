using AiCouncil.Decomposition;
using AiCouncil.Requests;

namespace AiCouncil.Synthesis;

/// <summary>Asks for a plan in a closed schema.</summary>
internal static class PlanInstruction
{
    public static string Text { get; } =
        $$"""
        Break the request below into the fewest subtasks that different experts could work on separately. Do not answer it.
        Reply with one JSON object and nothing else:
        {"subtasks": [{"id": "...", "goal": "...", "inputs": ["..."], "task_type": "...", "answer_type": "...", "essential": true}]}

        id: 1 to 40 characters of a-z, 0-9, "_" and "-", unique.
        goal: what to do, complete in itself: whoever reads it sees the request and the results of its inputs, but no other subtask.
        inputs: ids of earlier subtasks whose results it needs, or [] where there are none. No cycles.
        task_type: one of {{Words<TaskType>()}}.
        answer_type: one of {{Words<AnswerType>()}}.
        essential: false only where the request can be answered well without it.

        At most {{Plan.MaxSubtasks}} subtasks. If one call suffices, return one subtask. Do not add a subtask that only collects or repeats results: that is done afterwards.
        """;

    private static string Words<T>() where T : struct, Enum =>
        string.Join(", ", Enum.GetValues<T>().Select(value => CouncilJson.Serialize(value).Trim('"')));
}
