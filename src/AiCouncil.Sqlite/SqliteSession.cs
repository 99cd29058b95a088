using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AiCouncil.Sqlite;

/// <summary>
/// One connection with its prepared statements. Parameters are positional: <c>$1</c>, <c>$2</c>, … Statements run below ADO.NET:
/// a request takes some fifty of them, and its readers and parameter collections cost more than SQLite itself.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    /// <summary>The same by the literal itself: hashing a statement's text takes about as long as running it.</summary>
    private readonly Dictionary<string, SqliteStatement> _literals = new(ReferenceEqualityComparer.Instance);

    /// <param name="busySeconds">How long a statement waits for another process's lock.</param>
    public SqliteSession(string connectionString, int busySeconds)
    {
        _connection = new SqliteConnection(connectionString);
        try
        {
            _connection.Open();
            Pragma(string.Create(CultureInfo.InvariantCulture, $"busy_timeout={busySeconds * 1000}"));
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sets or reads a pragma. Never from the statement cache: SQLite applies many pragmas (<c>synchronous</c> among them) while it
    /// compiles, so that a prepared one would do nothing the second time.
    /// </summary>
    public string? Pragma(string pragma)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // a constant of this package, perhaps with a number
        command.CommandText = "PRAGMA " + pragma;
#pragma warning restore CA2100
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>A transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_connection.Handle!) == 0;

    /// <summary>Whether a commit waits for the disk. A pragma, twice for each relaxed write: compiled and run in one call.</summary>
    public void SetSync(bool full) => SqliteException.ThrowExceptionForRC(
        raw.sqlite3_exec(_connection.Handle!, full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"), _connection.Handle!);

    /// <summary>Reads in one snapshot.</summary>
    public T Read<T>(Func<SqliteSession, T> work)
    {
        Execute("BEGIN");
        try
        {
            var result = work(this);
            Execute("COMMIT");
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    /// <summary>Ends a transaction whose failure is told elsewhere.</summary>
    public void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
#pragma warning disable CA1031 // a connection without a transaction (SQLite may have ended it by itself) cannot roll one back
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>Runs a statement and returns the rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> arguments)
    {
        using var run = Statement(sql, arguments.Length).Run(arguments);
        while (run.Step())
        {
            // Rows of a statement that is run for its effect are not looked at.
        }

        return raw.sqlite3_changes(_connection.Handle!);
    }

    /// <summary>Runs a query and maps every row.</summary>
    public List<T> Query<T>(string sql, Func<SqliteRow, T> map, params ReadOnlySpan<object?> arguments)
    {
        using var run = Statement(sql, arguments.Length).Run(arguments);
        var rows = new List<T>();
        while (run.Step())
        {
            rows.Add(map(run.Row));
        }

        return rows;
    }

    /// <summary>The first column of the first row, null when there is none or it is null.</summary>
    public long? Scalar(string sql, params ReadOnlySpan<object?> arguments)
    {
        using var run = Statement(sql, arguments.Length).Run(arguments);
        return run.Step() && !run.Row.IsDBNull(0) ? run.Row.GetInt64(0) : null;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteStatement Statement(string sql, int parameters)
    {
        if (_literals.TryGetValue(sql, out var literal))
        {
            return literal;
        }

        var found = Prepared(sql, parameters);
        if (ReferenceEquals(string.IsInterned(sql), sql))
        {
            _literals.Add(sql, found);
        }

        return found;
    }

    private SqliteStatement Prepared(string sql, int parameters)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(_connection.Handle!, sql, parameters);
            _statements.Add(sql, statement);
        }

        return statement;
    }
}
