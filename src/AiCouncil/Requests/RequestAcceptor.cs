using AiCouncil.Analysis;
using AiCouncil.Dispatch;
using AiCouncil.Journal;
using AiCouncil.Orchestration;

namespace AiCouncil.Requests;

/// <summary>Checks a request, analyses it, takes the first decision and commits all of it at once.</summary>
internal sealed class RequestAcceptor(
    IJournal journal, Orchestrator orchestrator, IRequestAnalyzer analyzer, RequestValidator validator, RequestEstimator estimator, FirstHints hints, ModelPlaces places,
    CouncilOptions options, ProcessIdentity process, IIdSource ids, TimeProvider clock)
{
    private const int TitleLength = 200;

    /// <summary>The id of a request to come: who has it before the accept misses no news.</summary>
    public RequestId NewId() => new(ids.NewId());

    public Task<Submission> AcceptAsync(CouncilRequest request, RequestId? replayOf, CancellationToken ct) =>
        AcceptAsync(NewId(), request, replayOf, listener: null, ct);

    /// <param name="listener">The server that wants its news from the first on.</param>
    /// <exception cref="InvalidRequestException">A rule is broken, or the idempotency key carries another body.</exception>
    public async Task<Submission> AcceptAsync(RequestId id, CouncilRequest request, RequestId? replayOf, string? listener, CancellationToken ct)
    {
        var mode = request.Mode ?? options.Defaults.Mode;
        validator.Check(request, mode);
        var conversation = Payload.Of(CouncilJson.Serialize(request.Messages));
        var spec = Spec(id, request, mode, conversation, replayOf);
        var deadline = spec.CreatedAt + TimeoutOf(request);
        var row = new RequestRow
        {
            Spec = spec, State = RequestState.Queued, Version = 0, Sequence = 0, Deadline = deadline, UpdatedAt = spec.CreatedAt, Progress = new Progress(),
        };
        var first = await orchestrator.FirstAsync(row, conversation);
        var result = await StoreAsync(
            new NewRequest(spec, deadline, process.Owner, conversation, first, request.IdempotencyKey, BodyHash(request))
            {
                Windows = hints.Windows(first), Listener = listener,
            },
            ct);
        return await SubmittedAsync(spec.Id, first, result);
    }

    /// <summary>Two bodies are compared only under one key.</summary>
    private static string BodyHash(CouncilRequest request) =>
        request.IdempotencyKey is null ? "" : Payload.Of(CouncilJson.Serialize(request with { IdempotencyKey = null, Stream = false })).Hash;

    private async Task<Submission> SubmittedAsync(RequestId id, Decision first, AcceptResult result)
    {
        switch (result)
        {
            case AcceptResult.Joined joined:
                return new Submission(joined.Id, joined.State, Joined: true);
            case AcceptResult.Conflict conflict:
                throw new InvalidRequestException(
                    "Idempotency-Key", $"Idempotency-Key was used for another body (request {conflict.Id}); use a new key.", "idempotency_conflict");
            default:
                orchestrator.Announce(id, first, await hints.PublishAsync(first, ((AcceptResult.Accepted)result).Published), listeners: []);
                return new Submission(id, first.State, Joined: false);
        }
    }

    /// <summary>If the commit's reply is lost, the id tells whether it happened.</summary>
    private async Task<AcceptResult> StoreAsync(NewRequest request, CancellationToken ct)
    {
        try
        {
            return await journal.AcceptAsync(request, ct);
        }
        catch (JournalUnavailableException)
        {
            hints.Doubt(request.First);
            return await journal.ReadAsync(request.Spec.Id, ct) is null ? throw new JournalUnavailableException(
                "The journal cannot be written; nothing was accepted. Send the request again.") : new AcceptResult.Accepted();
        }
    }

    private RequestSpec Spec(RequestId id, CouncilRequest request, ExecutionMode mode, Payload conversation, RequestId? replayOf)
    {
        var analysis = mode == ExecutionMode.Direct ? RequestReading.Unread(request) : analyzer.Analyze(request);
        return new RequestSpec
        {
            Id = id,
            Tenant = request.Tenant,
            Mode = mode,
            Priority = request.Priority,
            CreatedAt = clock.GetUtcNow(),
            Analysis = analysis,
            ConversationHash = conversation.Hash,
            Title = Title(request),
            Places = process.Owner is null ? new Dictionary<string, IReadOnlyList<string>>() : places.Of(request.Models),
            Models = [.. request.Models], // its own: what the caller does with the request afterwards changes nothing
            Generation = request.Generation with { Stop = request.Generation.Stop?.ToArray() },
            CostLimit = request.MaxCost ?? options.Defaults.MaxCost ?? DefaultsOptions.BuiltInMaxCost,
            CostLimitIsUsers = request.MaxCost is not null || options.Defaults.MaxCost is not null,
            Estimated = estimator.Estimate(request, analysis).Cost,
            OnOutcomeUnknown = options.OnOutcomeUnknown,
            Background = request.Background,
            Stream = request.Stream,
            Metadata = request.Metadata.ToDictionary(),
            ReplayOf = replayOf,
        };
    }

    private TimeSpan TimeoutOf(CouncilRequest request) =>
        request.Timeout ?? (request.Background ? options.Defaults.BackgroundTimeout : options.Defaults.Timeout);

    private static string Title(CouncilRequest request)
    {
        var text = request.Messages.Last(turn => turn.Role == "user").Text.Trim();
        return text.Length <= TitleLength ? text : text[..(char.IsHighSurrogate(text[TitleLength - 1]) ? TitleLength - 1 : TitleLength)];
    }
}
