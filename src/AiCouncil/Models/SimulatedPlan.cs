using AiCouncil.Requests;

namespace AiCouncil.Models;

/// <summary>A planner's answer: one node where one call suffices, else two parts side by side and one that builds on both.</summary>
internal static class SimulatedPlan
{
    private const int OneCall = 200;

    public static string Write(ModelPrompt prompt)
    {
        var question = prompt.Question ?? SimulatedMind.Task(prompt);
        var goal = SimulatedMind.Excerpt(question);
        var nodes = question.Length <= OneCall || DemoRecordings.Knows(question)
            ? [Node("main", goal)]
            : new[]
            {
                Node("facts", $"Collect the facts needed for: {goal}"),
                Node("approach", $"Name the steps, limits and risks of: {goal}"),
                Node("answer", $"Answer, with the facts and the steps at hand: {goal}", "facts", "approach"),
            };
        return CouncilJson.Serialize(new { subtasks = nodes });
    }

    private static object Node(string id, string goal, params string[] inputs) =>
        new { id, goal, inputs, task_type = TaskType.Reasoning, answer_type = AnswerType.Prose, essential = true };
}
