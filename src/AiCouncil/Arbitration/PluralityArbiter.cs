using AiCouncil.Requests;

namespace AiCouncil.Arbitration;

/// <summary>
/// Counts heads: equal normalised answers are one group, the largest stands, ties go to the higher summed prior, then to the
/// lowest call number. "I don't know" is a vote, but it wins only where nobody answers. Prose is not compared: the best prior's stands.
/// </summary>
internal sealed class PluralityArbiter : IArbiter
{
    private readonly Dictionary<AnswerType, IAnswerNormalizer> _normalizers;

    public PluralityArbiter()
        : this([new ChoiceNormalizer(), new NumberNormalizer(), new LiteralNormalizer(), new MathNormalizer(), new ShortFactNormalizer()])
    {
    }

    public PluralityArbiter(IEnumerable<IAnswerNormalizer> normalizers) => _normalizers = normalizers.ToDictionary(it => it.Type);

    public bool Votes(AnswerType type) => _normalizers.ContainsKey(type);

    public Ruling Rule(ArbitrationQuestion question) =>
        _normalizers.TryGetValue(question.AnswerType, out var normalizer) ? ByVote(question, normalizer) : ByPrior(question);

    private static Ruling ByPrior(ArbitrationQuestion question)
    {
        var texts = question.Answers.Where(it => !string.IsNullOrWhiteSpace(it.Text)).ToList();
        var best = texts.OrderByDescending(it => it.Prior).ThenBy(it => it.Call).FirstOrDefault();
        var unreadable = question.Answers.Except(texts).Select(it => it.Call).Order().ToList();
        var reason = texts.Count switch { 0 => "no_answer", 1 => "single_answer", _ => "best_prior" };
        return new Ruling(question.Pending == 0, best?.Call, Answer: null, Confidence: null, reason, [], unreadable);
    }

    private static Ruling ByVote(ArbitrationQuestion question, IAnswerNormalizer normalizer)
    {
        var unreadable = new List<int>();
        var votes = new List<Vote>();
        foreach (var member in question.Answers.OrderBy(it => it.Call).ThenBy(it => it.Model, StringComparer.Ordinal))
        {
            if (AnswerReader.Read(member.Text, normalizer, question.Choices) is { } read)
            {
                votes.Add(new Vote(member, read));
            }
            else
            {
                unreadable.Add(member.Call);
            }
        }

        var groups = votes.GroupBy(it => (it.Read.Abstained, it.Read.Answer.Key)).Select(it => new Group([.. it])).Order().ToList();
        return groups.Count == 0
            ? new Ruling(question.Pending == 0, null, null, null, "no_answer", [], unreadable)
            : Decide(question, groups, votes.Count, unreadable);
    }

    private static Ruling Decide(ArbitrationQuestion question, List<Group> groups, int votes, List<int> unreadable)
    {
        var winner = groups[0];
        var agreed = !winner.Abstained && question.AgreeToStop > 0 && winner.Size >= question.AgreeToStop;
        var safe = !winner.Abstained && winner.Size > question.Pending + RunnerUp(groups);
        var reason = votes == 1 ? "single_answer" : agreed ? "agreement" : question.Pending > 0 && safe ? "decided_vote" : "plurality";
        return new Ruling(
            question.Pending == 0 || agreed || safe,
            winner.Voice.Member.Call,
            winner.Voice.Read.Answer.Display,
            votes == 1 ? null : (double)winner.Size / votes,
            reason,
            groups.ConvertAll(it => new VoteGroup(it.Voice.Read.Answer.Display, it.Models, it.Abstained)),
            unreadable);
    }

    /// <summary>Votes of the strongest rival: an abstention is none, and a group that does not exist yet begins at zero.</summary>
    private static int RunnerUp(List<Group> groups) => groups.Skip(1).Where(it => !it.Abstained).Select(it => it.Size).FirstOrDefault();

    private sealed record Vote(MemberAnswer Member, ReadAnswer Read);

    private sealed class Group(IReadOnlyList<Vote> votes) : IComparable<Group>
    {
        public int Size => votes.Count;

        public bool Abstained => votes[0].Read.Abstained;

        public IReadOnlyList<string> Models => [.. votes.Select(it => it.Member.Model)];

        /// <summary>Whose text stands for the group.</summary>
        public Vote Voice { get; } = votes.OrderByDescending(it => it.Member.Prior).ThenBy(it => it.Member.Call).First();

        private decimal Prior { get; } = votes.Sum(it => (decimal)it.Member.Prior);

        private int FirstCall => votes[0].Member.Call;

        /// <summary>The winner first; abstentions behind every answer.</summary>
        public int CompareTo(Group? other) => other is null ? -1
            : Abstained != other.Abstained ? Abstained.CompareTo(other.Abstained)
            : Size != other.Size ? other.Size.CompareTo(Size)
            : Prior != other.Prior ? other.Prior.CompareTo(Prior)
            : FirstCall.CompareTo(other.FirstCall);
    }
}
