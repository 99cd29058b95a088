namespace AiCouncil.Failpoints;

/// <summary>
/// The moments at which a test may stop a real process: between what it did and what it would do next. The list is closed; each is
/// passed in the process that does the work, right where the journal or the transport is asked.
/// </summary>
internal enum Failpoint
{
    /// <summary>The request row is committed, its 202 is not sent.</summary>
    AcceptCommitted,

    /// <summary>Calls are marked as published and no hint of them is.</summary>
    MarkedPublished,

    /// <summary>A worker holds a hint and has looked at nothing yet.</summary>
    HintReceived,

    /// <summary>The claim is committed, nothing is sent to the model.</summary>
    ClaimCommitted,

    /// <summary>The first piece of a streamed answer was passed on, the answer is not complete.</summary>
    MidStream,

    /// <summary>The model's answer is complete and not stored.</summary>
    AnswerReceived,

    /// <summary>The result is stored, no orchestrator is told.</summary>
    ResultCommitted,

    /// <summary>The orchestrators are told, the worker's hint is not acknowledged.</summary>
    ResultHinted,

    /// <summary>An orchestrator holds a hint of a result, unacknowledged.</summary>
    ResultReceived,

    /// <summary>Advance has decided something, nothing of it is stored.</summary>
    InsideAdvance,

    /// <summary>The last result that a subtask waited for is stored, what was made of it is not.</summary>
    BeforeArbitration,

    /// <summary>The subtasks are decided, the call that writes the one answer is not issued.</summary>
    BeforeSynthesis,

    /// <summary>The end of the request is decided, not stored.</summary>
    BeforeTerminal,

    /// <summary>Calls are cancelled in the journal, who runs them is not told.</summary>
    CancelCommitted,
}

/// <summary>Told of each passing, on the thread that passes; it may not return.</summary>
internal interface IFailpoints
{
    void Pass(Failpoint point);
}
