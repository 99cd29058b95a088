using Xunit;

namespace AiCouncil.Tests.House;

public sealed class LicenceTests
{
    private static readonly HashSet<string> Allowed =
    [
        "MIT", "MIT-0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD", "Unlicense", "PostgreSQL",
        "Public domain", // SQLite itself: https://sqlite.org/copyright.html
    ];

    [Fact]
    public void Every_restored_package_is_noticed_with_the_licence_it_states()
    {
        var restored = PackageLicences.Restored();
        var noticed = PackageLicences.Noticed();
        Assert.NotEmpty(restored);
        Complaints.None(restored.Where(package => noticed.GetValueOrDefault(package.Key) is not { } licence || licence != (package.Value ?? licence))
            .Select(package => $"{package.Key}: states {package.Value ?? "no expression"}, noticed as {noticed.GetValueOrDefault(package.Key) ?? "nothing"}"));
    }

    [Fact]
    public void Every_noticed_licence_is_allowed() =>
        Assert.DoesNotContain(PackageLicences.Noticed(), package => !IsAllowed(package.Value));

    [Fact]
    public void No_notice_outlives_its_package()
    {
        Assert.True(PackageLicences.AllRestored(), "restore the whole solution first: dotnet restore AiCouncil.slnx");
        var used = PackageLicences.Restored().Keys.Concat(PackageLicences.Npm().Keys.Select(Name)).Append("SQLite").ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(PackageLicences.Noticed().Keys, name => !used.Contains(name));
    }

    [Fact]
    public void Npm_clients_of_the_tests_have_allowed_licences()
    {
        var noticed = PackageLicences.Noticed();
        Assert.DoesNotContain(PackageLicences.Npm(), package => !IsAllowed(package.Value ?? noticed.GetValueOrDefault(Name(package.Key), "none stated")));
    }

    [Fact]
    public void The_npm_lock_names_no_registry() =>
        Assert.DoesNotContain("\"resolved\"", Repository.Read("tests/AiCouncil.Acceptance.Tests/node-clients/package-lock.json"), StringComparison.Ordinal);

    [Theory]
    [InlineData("MIT", true)]
    [InlineData("(AFL-2.1 OR BSD-3-Clause)", true)]
    [InlineData("(MIT AND GPL-3.0-only)", false)]
    [InlineData("MIT AND Apache-2.0", true)]
    [InlineData("GPL-3.0-only", false)]
    [InlineData("BUSL-1.1", false)]
    [InlineData("", false)]
    public void One_allowed_alternative_suffices_and_every_joined_licence_counts(string expression, bool allowed) =>
        Assert.Equal(allowed, IsAllowed(expression));

    private static bool IsAllowed(string expression) =>
        expression.Trim('(', ')').Split(" OR ").Any(choice => choice.Split(" AND ").All(licence => Allowed.Contains(licence.Trim('(', ')', ' '))));

    private static string Name(string path) => path[(path.LastIndexOf("node_modules/", StringComparison.Ordinal) + "node_modules/".Length)..];
}
