using Xunit;

namespace AiCouncil.Integration.Tests.House;

public sealed class TestScriptTests : IDisposable
{
    private readonly ScriptSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData(3, 0, 0, 0, true, "3 passed, 0 failed, 0 skipped")]
    [InlineData(3, 1, 0, 1, false, "3 passed, 1 failed, 0 skipped")]
    [InlineData(3, 0, 2, 0, false, "3 passed, 0 failed, 2 skipped")]
    [InlineData(0, 0, 0, 0, false, "0 passed, 0 failed, 0 skipped")]
    [InlineData(3, 0, 0, 134, false, "3 passed, 1 failed, 0 skipped")]
    public void The_last_line_sums_up_and_the_exit_code_agrees(int passed, int failed, int skipped, int code, bool succeeds, string line)
    {
        Results(passed, failed, skipped, code);
        var run = _sandbox.Run("tree/test", ["--fast"]);

        Assert.Equal(line, run.Output.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal(succeeds, run.Code == 0);
    }

    [Fact]
    public void A_runner_that_dies_without_results_is_a_failure()
    {
        _sandbox.Write("crash", "");

        Assert.Equal("0 passed, 1 failed, 0 skipped\n", _sandbox.Run("tree/test", ["unit"]).Output);
    }

    [Fact]
    public void A_broken_build_is_a_failure_and_runs_nothing()
    {
        _sandbox.Write("broken", "");
        var run = _sandbox.Run("tree/test", ["--fast"]);

        Assert.NotEqual(0, run.Code);
        Assert.Contains("error CS1002", run.Error, StringComparison.Ordinal);
        Assert.Equal("0 passed, 1 failed, 0 skipped\n", run.Output);
    }

    [Fact]
    public void An_unknown_suite_is_a_usage_error() => Assert.Equal(2, _sandbox.Run("tree/test", ["everything"]).Code);

    [Fact]
    public void Tests_see_no_key_no_setting_and_no_home_of_the_person_who_runs_them()
    {
        Results(1, 0, 0, 0);
        _sandbox.Run(
            "tree/test", ["--fast"], environment: [
                ("OPENAI_API_KEY", "secret-1"), ("GROQ_BASE_URL", "secret-2"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "secret-3"),
                ("COUNCIL_URL", "secret-4"), ("Council__Models__a-b__ApiKey", "secret-5"), ("council__journal", "secret-6"),
                ("COUNCIL_EVAL_DATA", "kept"), ("HOME", _sandbox.PathOf("empty")),
            ]);
        var seen = File.ReadAllLines(_sandbox.PathOf("env"));

        Assert.DoesNotContain(seen, line => line.Contains("secret-", StringComparison.Ordinal));
        Assert.Contains("COUNCIL_EVAL_DATA=kept", seen);
        Assert.Contains("NUGET_PACKAGES=" + _sandbox.PathOf("empty/.nuget/packages"), seen);
        Assert.DoesNotContain("HOME=" + _sandbox.PathOf("empty"), seen);
        Assert.Contains(seen, line => line.StartsWith("COUNCIL_TEST_CANARY_KEY=sk-canary-", StringComparison.Ordinal));
    }

    private void Results(int passed, int failed, int skipped, int code)
    {
        _sandbox.Write("code", code.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _sandbox.Write(
            "results",
            $"""<assemblies><assembly name="a" total="{passed + failed + skipped}" passed="{passed}" failed="{failed}" skipped="{skipped}" errors="0"></assembly></assemblies>""");
    }
}
