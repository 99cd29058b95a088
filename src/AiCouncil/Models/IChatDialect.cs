using AiCouncil.Requests;
using Microsoft.Extensions.AI;

namespace AiCouncil.Models;

/// <summary>What is particular to one kind of chat client: how options are spelled, and what is known about the wire.</summary>
internal interface IChatDialect
{
    ChatOptions Spell(GenerationOptions options);

    /// <summary>Begins watching one call, in the flow of that call and just before it.</summary>
    IExchange Open(bool streamed);
}

/// <summary>One call as its wire saw it.</summary>
internal interface IExchange : IDisposable
{
    /// <summary>False only when it is certain that not a byte of the request left this process.</summary>
    bool Sent { get; }

    /// <summary>The stream carried its own mark of completion, whatever finish reason it gave.</summary>
    bool SaidDone { get; }

    /// <summary>What the wire alone already settled (a complete error, an error event), whatever the client made of it.</summary>
    AttemptOutcome? Settled { get; }

    /// <summary>What a failure came to that was neither settled nor a cancellation nor a timeout of ours.</summary>
    AttemptOutcome Explain(Exception failure);
}
