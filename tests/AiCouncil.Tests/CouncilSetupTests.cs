using AiCouncil.Models;
using AiCouncil.Sqlite;
using Xunit;

namespace AiCouncil.Tests;

public sealed class CouncilSetupTests
{
    [Fact]
    public async Task A_preparation_that_failed_is_tried_again()
    {
        await using var journal = new SqliteJournal(":memory:", TimeProvider.System);
        var builds = 0;
        var setup = new CouncilSetup(journal, Catalogue(), _ => ++builds == 1 ? throw new InvalidOperationException("the first time") : Task.FromResult<CouncilParts>(null!));

        await Assert.ThrowsAsync<InvalidOperationException>(() => setup.PrepareAsync(CancellationToken.None));
        Assert.Null(await setup.PrepareAsync(CancellationToken.None));
        Assert.Equal(2, builds);
    }

    private static ModelCatalogue Catalogue() =>
        new(new CouncilOptions { SqlitePath = ":memory:" }, [new SimulatedProvider(TimeProvider.System), new RecordedProvider()], [], (_, _, _) => throw new InvalidOperationException(), []);
}
