using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Tests.Orchestration;
using Xunit;

namespace AiCouncil.Tests.Requests;

/// <summary>Each broken rule names its field and how to mend it.</summary>
public sealed class RequestValidatorTests
{
    private static readonly CouncilRequest Good = CouncilRequest.From("How many?");

    public static TheoryData<string, string, string> Broken => new(Table.Select(row => (row.Name, row.Field, row.Says)));

    private static IReadOnlyList<Rule> Table { get; } =
    [
        new("no message", Good with { Messages = [] }, "messages", "at least one message"),
        new("an empty prompt", CouncilRequest.From(""), "messages", "empty or only white space"),
        new("white space", CouncilRequest.From(" \n\t "), "messages", "empty or only white space"),
        new("no user", Good with { Messages = [new ChatTurn("system", "Be brief.")] }, "messages", "holds no question"),
        new("a strange role", Good with { Messages = [new ChatTurn("tool", "x")] }, "messages[0].role", "use system, user or assistant"),
        new("too many messages", Good with { Messages = [.. Enumerable.Repeat(new ChatTurn("user", "x"), 1_001)] }, "messages", "at most 1000"),
        new("5 MiB", CouncilRequest.From(new string('x', 5 << 20)), "messages", "at most 4194304"),
        new("5 MiB in parts", Good with { Messages = [.. Enumerable.Repeat(new ChatTurn("user", new string('x', 1 << 20)), 5)] }, "messages", "at most 4194304"),
        new("NUL", CouncilRequest.From("a\0b"), "messages[0].content", "remove it"),
        new("a lone high surrogate", CouncilRequest.From("a\uD83D"), "messages[0].content", "valid Unicode"),
        new("a lone low surrogate", CouncilRequest.From("\uDE00a"), "messages[0].content", "valid Unicode"),
        new("swapped surrogates", CouncilRequest.From("\uDE00\uD83D"), "messages[0].content", "valid Unicode"),
        new("an unknown model", Good with { Models = ["cheap-a", "gtp"] }, "models", "'gtp' is not configured; known are: cheap-a"),
        new("a model twice", Good with { Models = ["cheap-a", "cheap-a"] }, "models", "names a model twice"),
        new("direct without a model", Good with { Mode = ExecutionMode.Direct }, "models", "exactly one model"),
        new("direct with two", Good with { Mode = ExecutionMode.Direct, Models = ["cheap-a", "cheap-b"] }, "models", "exactly one model"),
        new("a negative limit", Good with { MaxCost = new Usd(-1) }, "max_cost_usd", "give 0 or more"),
        new("a limit nobody's price allows", Good with { MaxCost = new Usd(1), Models = ["free"] }, "max_cost_usd", "none of the models has a price"),
        new("a deadline in the past", Good with { Timeout = TimeSpan.FromSeconds(-5) }, "timeout_s", "between 1 second and 24 hours"),
        new("no time", Good with { Timeout = TimeSpan.FromMilliseconds(999) }, "timeout_s", "between 1 second and 24 hours"),
        new("too much time", Good with { Timeout = TimeSpan.FromHours(25) }, "timeout_s", "between 1 second and 24 hours"),
        new("a bad tenant", Good with { Tenant = "Über uns" }, "tenant", "a-z, 0-9"),
        new("an empty key", Good with { IdempotencyKey = "" }, "Idempotency-Key", "1 to 255"),
        new("a blank key", Good with { IdempotencyKey = "   " }, "Idempotency-Key", "1 to 255"),
        new("a long key", Good with { IdempotencyKey = new string('k', 256) }, "Idempotency-Key", "1 to 255"),
        new("a key with NUL", Good with { IdempotencyKey = "k\0" }, "Idempotency-Key", "remove it"),
        new("many labels", Good with { Metadata = Enumerable.Range(0, 17).ToDictionary(it => $"k{it}", _ => "v") }, "metadata", "at most 16"),
        new("a long label", Good with { Metadata = new Dictionary<string, string> { ["k"] = new('v', 513) } }, "metadata", "at most 512"),
        new("NUL in a label", Good with { Metadata = new Dictionary<string, string> { ["k"] = "\0" } }, "metadata.k", "remove it"),
        new("no tokens", With(new GenerationOptions { MaxOutputTokens = 0 }), "max_tokens", "at least 1"),
        new("a hot temperature", With(new GenerationOptions { Temperature = 2.1 }), "temperature", "between 0 and 2"),
        new("no temperature at all", With(new GenerationOptions { Temperature = double.NaN }), "temperature", "between 0 and 2"),
        new("top_p over 1", With(new GenerationOptions { TopP = 1.5 }), "top_p", "between 0 and 1"),
        new("a big penalty", With(new GenerationOptions { FrequencyPenalty = -3 }), "frequency_penalty", "between -2 and 2"),
        new("a big presence penalty", With(new GenerationOptions { PresencePenalty = 3 }), "presence_penalty", "between -2 and 2"),
        new("many stops", With(new GenerationOptions { Stop = ["a", "b", "c", "d", "e"] }), "stop", "more than 4"),
    ];

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_said(string name, string field, string says)
    {
        var request = Table.Single(row => row.Name == name).Request;
        var error = Assert.Throws<InvalidRequestException>(() => Check(request));
        Assert.Equal(field, error.Field);
        Assert.StartsWith(field + " ", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_keeps_the_rules_passes_up_to_their_edges()
    {
        Check(Good);
        Check(Good with { Mode = ExecutionMode.Direct, Models = ["cheap-a"], MaxCost = Usd.Zero, Timeout = TimeSpan.FromSeconds(1) });
        Check(Good with { Messages = [new ChatTurn("system", ""), new ChatTurn("user", "😀 ok"), new ChatTurn("assistant", "")], Timeout = TimeSpan.FromHours(24) });
        Check(CouncilRequest.From(new string('x', RequestValidator.MaxCharacters)));
        Check(With(new GenerationOptions { MaxOutputTokens = 1, Temperature = 2, TopP = 0, FrequencyPenalty = -2, PresencePenalty = 2, Stop = ["a", "b", "c", "d"] }));
    }

    [Fact]
    public void Without_any_model_the_fix_is_named()
    {
        var error = Assert.Throws<InvalidRequestException>(() => new RequestValidator(new SomeCouncil()).Check(Good, ExecutionMode.Fast));
        Assert.Equal(("models", "model_not_found"), (error.Field, error.Code));
        Assert.Contains("Council:Models", error.Message, StringComparison.Ordinal);
    }

    private static CouncilRequest With(GenerationOptions options) => Good with { Generation = options };

    private static void Check(CouncilRequest request) =>
        new RequestValidator(new SomeCouncil([.. SomeCouncil.Market, SomeCouncil.Model("free", 0.5, null)])).Check(request, request.Mode ?? ExecutionMode.Balanced);

    private sealed record Rule(string Name, CouncilRequest Request, string Field, string Says);
}
