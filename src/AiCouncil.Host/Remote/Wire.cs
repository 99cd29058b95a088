using System.Text.Json.Serialization;
using AiCouncil.Requests;

namespace AiCouncil.Host.Remote;

/// <summary>The body of <c>POST /api/v1/requests</c> and of its free siblings; what is null is not sent.</summary>
internal sealed record RequestBody
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prompt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MessageBody>? Messages { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExecutionMode? Mode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Models { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Priority? Priority { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Usd? MaxCostUsd { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyName("timeout_s")]
    public double? TimeoutS { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Stream { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public static RequestBody Of(CouncilRequest request)
    {
        var alone = request.Messages is [{ Role: "user" }];
        return new RequestBody
        {
            Prompt = alone ? request.Messages[0].Text : null,
            Messages = alone ? null : [.. request.Messages.Select(it => new MessageBody(it.Role, it.Text))],
            Mode = request.Mode,
            Models = request.Models.Count > 0 ? request.Models : null,
            Priority = request.Priority == Requests.Priority.Medium ? null : request.Priority,
            MaxCostUsd = request.MaxCost,
            TimeoutS = request.Timeout?.TotalSeconds,
            Stream = request.Stream ? true : null,
            Metadata = request.Metadata.Count > 0 ? request.Metadata : null,
        };
    }
}

internal sealed record MessageBody(string Role, string Content);

/// <summary>The answer to a submit or a replay.</summary>
internal sealed record SubmissionBody(RequestId Id, RequestState Status);

internal sealed record ListBody<T>(IReadOnlyList<T> Data, string? Next);

/// <summary>Queues, and how many messages of all of them nobody could read.</summary>
internal sealed record QueuesBody(IReadOnlyList<QueueStatus> Data, string? Next, int? Unparseable);
