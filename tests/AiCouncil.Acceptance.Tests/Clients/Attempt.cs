using System.Text.Json;

namespace AiCouncil.Acceptance.Tests.Clients;

/// <summary>One line of the journal: a call of a model that was, or was not, sent.</summary>
internal sealed record Attempt(string Model, string Result, bool Ended)
{
    /// <summary>Whether the request left the house. A cancelled one may have been cut before the other side knew of it.</summary>
    public bool Sent => Result != "not_sent";

    public bool Cancelled => Result == "cancelled";

    public static IReadOnlyList<Attempt> In(JsonElement details)
    {
        var models = details.GetProperty("calls").EnumerateArray()
            .ToDictionary(call => call.GetProperty("id").GetProperty("number").GetInt32(), call => call.GetProperty("model").GetString()!);
        return [.. details.GetProperty("attempts").EnumerateArray().Select(attempt => new Attempt(
            models[attempt.GetProperty("call").GetProperty("number").GetInt32()],
            attempt.GetProperty("result").GetString()!,
            attempt.GetProperty("ended_at").ValueKind != JsonValueKind.Null))];
    }
}
