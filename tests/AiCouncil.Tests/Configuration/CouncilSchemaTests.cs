using System.Text.Json.Nodes;
using AiCouncil.Configuration;
using Xunit;

namespace AiCouncil.Tests.Configuration;

public sealed class CouncilSchemaTests
{
    private readonly JsonObject _council = CouncilSchema.Build()["properties"]!["Council"]!.AsObject();

    [Fact]
    public void Every_key_of_the_table_has_its_place()
    {
        foreach (var key in CouncilKeys.All)
        {
            var node = key.Segments.Aggregate<string, JsonNode?>(_council, (at, segment) =>
                ConfigurationKey.IsPlaceholder(segment) ? at?["additionalProperties"] : at?["properties"]?[segment]);
            Assert.Equal(key.Meaning, node?["description"]?.GetValue<string>());
        }
    }

    [Fact]
    public void Unknown_keys_are_refused_everywhere_but_where_names_are_chosen()
    {
        Assert.False(_council["additionalProperties"]!.GetValue<bool>());
        var model = _council["properties"]!["Models"]!["additionalProperties"]!;
        Assert.False(model["additionalProperties"]!.GetValue<bool>());
        Assert.False(model["properties"]!["Deployments"]!["additionalProperties"]!["additionalProperties"]!.GetValue<bool>());
    }

    [Fact]
    public void Ranges_and_choices_are_the_tables()
    {
        var slots = _council["properties"]!["Workers"]!["properties"]!["Slots"]!;
        Assert.Equal(("integer", 1.0, 4096.0), (slots["type"]!.GetValue<string>(), slots["minimum"]!.GetValue<double>(), slots["maximum"]!.GetValue<double>()));
        Assert.Equal("[\"InProcess\",\"RabbitMq\"]", _council["properties"]!["Transport"]!["enum"]!.ToJsonString());
        Assert.Equal(0.0, _council["properties"]!["Defaults"]!["properties"]!["MaxCostUsd"]!["exclusiveMinimum"]!.GetValue<double>());
    }
}
