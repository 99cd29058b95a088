using System.Collections;
using AiCouncil.Host.Composition;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

public sealed class CouncilConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("council-layers").FullName;

    [Fact]
    public void Each_layer_overrides_the_one_before()
    {
        Write("program/appsettings.json", """{"Council":{"A":"program","B":"program","C":"program","D":"program"}}""");
        Write("user/council.json", """{"Council":{"B":"user","C":"user","D":"user"}}""");
        Write("work/council.json", """{"Council":{"C":"work","D":"work"}}""");
        var configuration = Load(new Hashtable { ["Council__D"] = "environment", ["OTHER__A"] = "x", ["A"] = "x" });
        Assert.Equal(["program", "user", "work", "environment"], new[] { "A", "B", "C", "D" }.Select(it => configuration.Root[$"Council:{it}"]));
        Assert.Null(configuration.Root["A"]);
        Assert.Equal("environment", configuration.SourceOf("Council:D"));
        Assert.Equal(Path.Combine(_folder, "user", "council.json"), configuration.SourceOf("Council:B"));
    }

    [Fact]
    public void A_named_file_stands_in_for_the_one_of_the_folder()
    {
        Write("work/council.json", """{"Council":{"A":"work"}}""");
        Write("work/other.json", """{"Council":{"B":"other"}}""");
        var configuration = Load([], "other.json");
        Assert.Null(configuration.Root["Council:A"]);
        Assert.Equal("other", configuration.Root["Council:B"]);
    }

    [Fact]
    public void Broken_json_is_told_with_file_and_line()
    {
        Write("work/council.json", "{\n  \"Council\": {\n    \"A\": oops\n  }\n}");
        var error = Assert.Throws<BrokenConfigurationFileException>(() => Load([]));
        Assert.StartsWith($"{Path.Combine(_folder, "work", "council.json")}, line 3:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_written_twice_is_told_with_its_file()
    {
        Write("work/council.json", """{"Council":{"A":"1","a":"2"}}""");
        var error = Assert.Throws<BrokenConfigurationFileException>(() => Load([]));
        Assert.Contains("council.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("Council:a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_brings_the_councils_keys_and_the_certificate_and_opens_no_address()
    {
        var root = Load(new Hashtable { ["Kestrel__Certificates__Default__Path"] = "c.pem", ["Kestrel__Endpoints__E__Url"] = "http://*:1", ["PATH"] = "/bin" }).Root;
        Assert.Equal("c.pem", root["Kestrel:Certificates:Default:Path"]);
        Assert.Null(root["Kestrel:Endpoints:E:Url"]);
        Assert.Null(root["PATH"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private CouncilConfiguration Load(Hashtable environment, string? named = null) =>
        CouncilConfiguration.Load(ConfigurationPlaces.Of(In("program"), In("user"), In("work"), named, environment));

    private string In(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    private void Write(string file, string json) => File.WriteAllText(Path.Combine(In(Path.GetDirectoryName(file)!), Path.GetFileName(file)), json);
}
