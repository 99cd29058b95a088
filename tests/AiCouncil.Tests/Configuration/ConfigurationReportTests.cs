using AiCouncil.Configuration;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace AiCouncil.Tests.Configuration;

public sealed class ConfigurationReportTests
{
    [Fact]
    public void Secrets_are_never_shown()
    {
        var rows = ConfigurationReport.Rows(new Written()
            .Key("Models:m:ApiKey", "canary").Key("Models:m:Deployments:a:ApiKey", "canary").Key("Models:m:Endpoint", "https://user:canary@host/")
            .Key("Postgres:Connection", "canary").Key("RabbitMq:Uri", "amqp://user:canary@host").Key("Auth:Keys:a:Key", "canary").Key("Mine:ClientSecret", "canary")
            .Key("Models:m:ApiKeyEnv", "MY_KEY").Build());

        Assert.DoesNotContain(rows, row => row.Value.Contains("canary", StringComparison.Ordinal));
        Assert.Equal(7, rows.Count(row => row.Value == ConfigurationReport.Redacted));
        Assert.Equal("MY_KEY", rows.Single(row => row.Key == "Council:Models:m:ApiKeyEnv").Value);
    }

    [Fact]
    public void Each_value_names_the_layer_that_won_and_the_rest_is_default()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Council:Workers:Slots", (string?)"1"), KeyValuePair.Create("Council:Node:Id", (string?)"n")])
            .AddConfiguration(new ConfigurationBuilder().Add(new ArgumentsSource()).Build())
            .Build();

        var rows = ConfigurationReport.Rows(configuration);

        Assert.Contains(new ConfigurationRow("Council:Workers:Slots", "2", "arguments"), rows);
        Assert.Contains(new ConfigurationRow("Council:Node:Id", "n", "built in"), rows);
        Assert.Contains(new ConfigurationRow("Council:Lease:Seconds", "30", "default"), rows);
        Assert.Contains(new ConfigurationRow("Council:Auth:Required", "unset", "default"), rows);
        Assert.Single(rows, row => row.Key == "Council:Workers:Slots");
    }

    [Fact]
    public void An_empty_value_is_unset_and_a_caller_may_name_the_layers()
    {
        var rows = ConfigurationReport.Rows(
            new Written().Key("Lease:Seconds", " ").Key("Call:TimeoutSeconds", "9").Build(), key => key == "Council:Call:TimeoutSeconds" ? "mine" : null);

        Assert.Contains(new ConfigurationRow("Council:Lease:Seconds", "30", ConfigurationReport.Default), rows);
        Assert.Contains(new ConfigurationRow("Council:Call:TimeoutSeconds", "9", "mine"), rows);
    }

    /// <summary>Stands for the command line: the layer's name comes from the type's.</summary>
    private sealed class CommandLineConfigurationProvider : ConfigurationProvider
    {
        public override void Load() => Data["Council:Workers:Slots"] = "2";
    }

    private sealed class ArgumentsSource : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new CommandLineConfigurationProvider();
    }
}
