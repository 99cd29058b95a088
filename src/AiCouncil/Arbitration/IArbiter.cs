using AiCouncil.Requests;

namespace AiCouncil.Arbitration;

/// <summary>One usable completed call of a subtask, as the arbiter sees it.</summary>
/// <param name="Call">The call's number.</param>
/// <param name="Prior">Prior quality of its model in 0..1; breaks ties.</param>
/// <param name="Text">The model's whole text.</param>
public sealed record MemberAnswer(int Call, string Model, string Family, double Prior, string Text);

/// <summary>What has to be decided about one subtask.</summary>
/// <param name="Choices">The offered options when the answer is a choice.</param>
/// <param name="Pending">Members in flight or not asked yet: how many votes may still come.</param>
/// <param name="AgreeToStop">So many equal answers decide at once; 0 means the plurality must be safe from the pending votes.</param>
public sealed record ArbitrationQuestion(
    string Subtask, AnswerType AnswerType, IReadOnlyList<string> Choices, IReadOnlyList<MemberAnswer> Answers, int Pending, int AgreeToStop);

/// <summary>What the arbiter found.</summary>
/// <param name="Decided">No further answer is needed. Always true when nothing is pending.</param>
/// <param name="WinnerCall">The call whose text stands for the subtask; null when there is no readable answer.</param>
/// <param name="Answer">The winner's answer as a person reads it ("42", "B"); null for prose.</param>
/// <param name="Confidence">Vote share in 0..1, null where nothing was compared (prose, a single answer).</param>
/// <param name="StopReason">agreement, decided_vote, plurality, single_answer, best_prior, no_answer.</param>
/// <param name="Groups">By size, the winner first; abstentions are a group of their own. Empty for prose.</param>
/// <param name="Unreadable">Calls from whose text no answer could be read: another member may be asked instead.</param>
public sealed record Ruling(
    bool Decided, int? WinnerCall, string? Answer, double? Confidence, string StopReason, IReadOnlyList<VoteGroup> Groups,
    IReadOnlyList<int> Unreadable);

/// <summary>Groups answers and says which one stands. Pure; the same question gets the same ruling.</summary>
public interface IArbiter
{
    /// <summary>Whether answers of this type are compared by normalised value; else the best prior's text stands.</summary>
    bool Votes(AnswerType type);

    Ruling Rule(ArbitrationQuestion question);
}
