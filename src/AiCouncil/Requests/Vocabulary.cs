namespace AiCouncil.Requests;

/// <summary>How much thinking a request buys. <see cref="Direct"/> is one durable call to one named model.</summary>
public enum ExecutionMode { Fast, Balanced, BestQuality, Direct }

/// <summary>Life of a request. The last three are absorbing.</summary>
public enum RequestState { Queued, InProgress, Completed, Failed, Cancelled }

/// <summary>What the user wants done.</summary>
public enum TaskIntent { Question, Instruction, Analysis, Creation, Modification, Verification }

/// <summary>How much work the request is, judged from its text alone.</summary>
public enum ComplexityLevel { Trivial, Simple, Moderate, Complex, VeryComplex }

/// <summary>The skill a subtask needs; models declare which they have.</summary>
public enum TaskType { Reasoning, Research, CodeGeneration, Debugging, CreativeOutput, ImageGeneration, FactChecking, Verification }

/// <summary>The shape of the answer: it selects the normaliser and whether answers can be voted on.</summary>
public enum AnswerType { Choice, Number, Literal, MathExpression, ShortFact, Prose, Document }

/// <summary>What a wrong answer would cost the user.</summary>
public enum RiskLevel { Low, Medium, High }

/// <summary>Dispatch class; a higher class starts earlier, none starves.</summary>
public enum Priority { Low, Medium, High, Critical }

/// <summary>What a model call is for.</summary>
public enum CallRole { Plan, Member, Judge, Synthesis }

/// <summary>What happens to a call of which nobody knows whether it was answered (and paid).</summary>
public enum OutcomeUnknownPolicy
{
    /// <summary>Drop the member while the quorum holds, else reissue once; singletons are reissued once.</summary>
    DropMember,

    /// <summary>Reissue every lost call once.</summary>
    ReissueOnce,

    /// <summary>Reissue nothing; a lost singleton fails the request with WorkerLost.</summary>
    Strict,
}
