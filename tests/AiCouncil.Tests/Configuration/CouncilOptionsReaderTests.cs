using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Configuration;

public sealed class CouncilOptionsReaderTests
{
    [Fact]
    public void An_empty_section_takes_the_documented_defaults()
    {
        var options = new Written().Fine();

        Assert.Equal("/h/.local/share/council/council.db", options.SqlitePath);
        Assert.Equal(("InProcess", "Sqlite"), (options.Transport, options.Journal));
        Assert.Empty(options.Models);
        Assert.Equal((ExecutionMode.Balanced, 3), (options.Defaults.Mode, options.Defaults.MaxAttempts));
        Assert.Null(options.Defaults.MaxCost);
        Assert.Equal((180.0, 600.0), (options.Defaults.Timeout.TotalSeconds, options.Defaults.BackgroundTimeout.TotalSeconds));
        Assert.Equal((true, 32), (options.Workers.Embedded, options.Workers.Slots));
        Assert.Equal((30.0, 60.0), (options.Lease.TotalSeconds, options.CallTimeout.TotalSeconds));
        Assert.Null(options.AuthRequired);
        Assert.Equal(30, options.RetentionDays);
    }

    [Fact]
    public void Every_key_of_the_process_is_read()
    {
        var options = new Written()
            .Key("Transport", "inprocess").Key("Journal", "sqlite").Key("Sqlite:Path", "~/mine.db")
            .Key("Defaults:Mode", "best-quality").Key("Defaults:MaxCostUsd", "0.25").Key("Defaults:TimeoutSeconds", "20").Key("Defaults:MaxAttempts", "1")
            .Key("Workers:Embedded", "false").Key("Workers:Pools", "a=8, b=24").Key("Lease:Seconds", "2.5").Key("Call:TimeoutSeconds", "3")
            .Key("Node:Id", "n-1").Key("OnOutcomeUnknown", "reissue-once").Key("Auth:Required", "False").Key("Retention:Days", "7")
            .Fine();

        Assert.Equal("/h/mine.db", options.SqlitePath);
        Assert.Equal((ExecutionMode.BestQuality, 1), (options.Defaults.Mode, options.Defaults.MaxAttempts));
        Assert.Equal(Usd.FromDecimal(0.25m), options.Defaults.MaxCost);
        Assert.Equal((20.0, 20.0), (options.Defaults.Timeout.TotalSeconds, options.Defaults.BackgroundTimeout.TotalSeconds));
        Assert.Equal((false, 32, 8, 24), (options.Workers.Embedded, options.Workers.Slots, options.Workers.Pools["a"], options.Workers.Pools["b"]));
        Assert.Equal((2.5, 3.0), (options.Lease.TotalSeconds, options.CallTimeout.TotalSeconds));
        Assert.Equal(("n-1", OutcomeUnknownPolicy.ReissueOnce, (bool?)false, 7), (options.NodeId, options.OnOutcomeUnknown, options.AuthRequired, options.RetentionDays));
    }

    [Fact]
    public void The_journal_goes_to_the_data_directory_of_the_user()
    {
        Assert.Equal("/data/council/council.db", new Written().Variable("XDG_DATA_HOME", "/data").Fine().SqlitePath);
        Assert.Equal("/h/.local/share/council/council.db", new Written().Variable("XDG_DATA_HOME", "not/rooted").Fine().SqlitePath);
    }

    [Fact]
    public void Pools_without_numbers_share_the_slots_evenly()
    {
        var workers = new Written().Key("Workers:Slots", "5").Key("Workers:Pools", "a,b").Fine().Workers;

        Assert.Equal((5, 3, 2), (workers.Slots, workers.Pools["a"], workers.Pools["b"]));
    }

    [Theory]
    [InlineData("Defaults:MaxCostUsd", "NaN")]
    [InlineData("Defaults:MaxCostUsd", "-1")]
    [InlineData("Defaults:MaxCostUsd", "0")]
    [InlineData("Defaults:MaxCostUsd", "1e999")]
    [InlineData("Defaults:MaxCostUsd", "much")]
    [InlineData("Defaults:TimeoutSeconds", "0")]
    [InlineData("Defaults:TimeoutSeconds", "Infinity")]
    [InlineData("Defaults:MaxAttempts", "11")]
    [InlineData("Defaults:Mode", "direct")]
    [InlineData("Workers:Slots", "0")]
    [InlineData("Workers:Slots", "4097")]
    [InlineData("Workers:Slots", "1.5")]
    [InlineData("Workers:Embedded", "yes")]
    [InlineData("Workers:Pools", "a=0")]
    [InlineData("Workers:Pools", "a=1,b")]
    [InlineData("Workers:Pools", "a=1,a=2")]
    [InlineData("Workers:Pools", "a,a")]
    [InlineData("Lease:Seconds", "0.5")]
    [InlineData("Call:TimeoutSeconds", "3601")]
    [InlineData("Retention:Days", "0")]
    [InlineData("OnOutcomeUnknown", "Ignore")]
    [InlineData("Node:Id", "two words")]
    [InlineData("Panel", "nobody")]
    [InlineData("Roles:Planner", "nobody")]
    public void A_value_out_of_its_range_is_refused_with_its_key(string key, string value) =>
        Assert.StartsWith($"Council:{key}: ", Configured().Key(key, value).OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void The_postgres_journal_needs_a_connection_written_or_in_a_file()
    {
        Assert.StartsWith("Council:Postgres:Connection: is missing", Configured().Key("Journal", "postgres").OnlyError(), StringComparison.Ordinal);
        Assert.Equal("Host=h", Configured().Key("Journal", "Postgres").Key("Postgres:Connection", "Host=h").Fine().PostgresConnection);
        Assert.Equal(
            "Host=f", Configured().File("/run/c", "Host=f\n").Key("Journal", "Postgres").Key("Postgres:Connection_FILE", "/run/c").Fine().PostgresConnection);
    }

    [Theory]
    [InlineData("/run/none", "", "cannot be read")]
    [InlineData("/run/c", "", "is empty")]
    [InlineData("/run/c", "Host=h", "second source")]
    public void A_file_of_the_connection_that_cannot_be_used_is_told(string file, string written, string why) => Assert.Contains(
        why,
        Configured().File("/run/c", " \n").Key("Journal", "Postgres").Key("Postgres:Connection", written).Key("Postgres:Connection_FILE", file).OnlyError(),
        StringComparison.Ordinal);

    [Fact]
    public void A_broker_is_read_from_its_keys_or_from_a_file()
    {
        var read = Shared().Key("RabbitMq:Uri", "amqps://u:p@h/v").Key("RabbitMq:CaFile", "/ca").Key("RabbitMq:CertificateFile", "/c").Key("RabbitMq:KeyFile", "/k").Fine();
        Assert.Equal("RabbitMq", read.Transport);
        Assert.Equal(new RabbitMqOptions { Uri = "amqps://u:p@h/v", CaFile = "/ca", CertificateFile = "/c", KeyFile = "/k" }, read.RabbitMq);
        Assert.Equal("amqp://f", Shared().File("/run/u", "amqp://f\n").Key("RabbitMq:Uri_FILE", "/run/u").Fine().RabbitMq?.Uri);
        Assert.Null(Configured().Fine().RabbitMq);
    }

    [Theory]
    [InlineData("RabbitMq:Uri", "", "Council:RabbitMq:Uri: is missing; Council:Transport=RabbitMq needs amqp://")]
    [InlineData("RabbitMq:Uri", "http://u:canary@h", "Council:RabbitMq:Uri: is not an address")]
    [InlineData("RabbitMq:Uri", "h:5672", "Council:RabbitMq:Uri: is not an address")]
    [InlineData("RabbitMq:CertificateFile", "/c", "Council:RabbitMq:KeyFile: is missing")]
    [InlineData("RabbitMq:KeyFile", "/k", "Council:RabbitMq:CertificateFile: is missing")]
    [InlineData("Journal", "Sqlite", "Council:Transport: RabbitMq reaches other processes, and Council:Journal=Sqlite")]
    [InlineData("Journal", "", "Council:Transport: RabbitMq reaches other processes, and Council:Journal=Sqlite")]
    public void What_a_broker_lacks_is_told_without_its_password(string key, string value, string why)
    {
        var error = Shared().Key("RabbitMq:Uri", "amqps://u:p@h/v").Key(key, value).OnlyError();
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_without_tls_is_an_error() => Assert.Contains(
        "write amqps://", Shared().Key("RabbitMq:Uri", "amqp://h").Key("RabbitMq:CaFile", "/ca").OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void All_errors_come_at_once()
    {
        var errors = Configured().Key("Workers:Slots", "0").Key("Lease:Secnds", "3").Key("Transport", "Redis").Key("Models:m:Weight", "0").Read().Errors;

        Assert.Equal(4, errors.Count);
        Assert.Contains(errors, error => error.Contains("Council:Lease:Secnds is unknown; did you mean Council:Lease:Seconds?", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("Council:Models:m:Weight:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Transport", "redis")]
    [InlineData("Transport", "kafka")]
    [InlineData("Redis:Connection", "x")]
    [InlineData("Kafka:BootstrapServers", "x")]
    [InlineData("Tenants:a:Weight", "1")]
    [InlineData("Breaker:Window", "1")]
    [InlineData("Dispatch:X", "1")]
    [InlineData("Hedging:Enabled", "true")]
    [InlineData("Routing:Exploration", "0")]
    [InlineData("Admission:MaxDrainSeconds", "1")]
    [InlineData("Roles:Judge", "auto")]
    [InlineData("Models:m:Fallback", "x")]
    [InlineData("Models:m:Rpm", "1")]
    [InlineData("Models:m:Credential", "azure-default")]
    [InlineData("Models:m:Provider", "anthropic")]
    public void What_a_later_version_brings_is_named_as_such(string key, string value) =>
        Assert.Contains("not in this version", Configured().Key(key, value).OnlyError(), StringComparison.Ordinal);

    [Theory]
    [InlineData("Worker:Slots", "did you mean Council:Workers:Slots?")]
    [InlineData("Models:m:Familly", "did you mean Council:Models:m:Family?")]
    [InlineData("Models:m:Latency:P95", "did you mean Council:Models:m:Latency:P99?")]
    [InlineData("Surprise", "see docs/configuration.md")]
    [InlineData("Workers", "is a section, not a value; it holds Embedded, Slots, Pools, HealthUrl.")]
    [InlineData("Panel:0", "takes one value, not a list or a section; separate with commas.")]
    public void An_unknown_key_is_an_error_with_a_way_out(string key, string hint) =>
        Assert.Contains(hint, Configured().Key(key, "1").OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void An_empty_value_is_as_good_as_none() =>
        Assert.Equal(32, new Written().Key("Workers:Slots", "").Key("Node:Id", " ").Fine().Workers.Slots);

    [Fact]
    public void Keys_and_words_may_be_written_in_any_case() =>
        Assert.Equal(ExecutionMode.Fast, new Written().Key("defaults:MODE", "FAST").Fine().Defaults.Mode);

    private static Written Shared() => Configured().Key("Transport", "RabbitMq").Key("Journal", "Postgres").Key("Postgres:Connection", "Host=h");

    private static Written Configured() => new Written().Key("Models:m:Provider", "simulated");
}
