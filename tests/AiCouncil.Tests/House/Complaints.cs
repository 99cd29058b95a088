using Xunit;

namespace AiCouncil.Tests.House;

internal static class Complaints
{
    /// <summary>Fails with every complaint in full, one a line.</summary>
    public static void None(IEnumerable<string> complaints)
    {
        var all = complaints.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
