using System.Globalization;
using AiCouncil.Requests;
using Microsoft.Data.Sqlite;

namespace AiCouncil.Sqlite;

/// <summary>One connection with its prepared statements. Parameters are positional: <c>$1</c>, <c>$2</c>, …</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _statements = [];

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
        using var command = Prepare("PRAGMA " + pragma, 0);
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Runs a statement and returns the rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> arguments) => Bind(sql, arguments).ExecuteNonQuery();

    /// <summary>Runs a query and maps every row.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> arguments)
    {
        using var reader = Bind(sql, arguments).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    /// <summary>The first column of the first row; the type's default when there is none or it is null.</summary>
    public long? Scalar(string sql, params ReadOnlySpan<object?> arguments) =>
        Bind(sql, arguments).ExecuteScalar() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> arguments)
    {
        if (!_statements.TryGetValue(sql, out var command))
        {
            command = Prepare(sql, arguments.Length);
            _statements.Add(sql, command);
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            command.Parameters[i].Value = arguments[i] switch
            {
                null => DBNull.Value,
                string text => TextEdge.Clean(text), // the last line of defence: edges clean what they take in
                var value => value,
            };
        }

        return command;
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // every statement is a constant of this package (a pragma may carry a number)
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i}") });
        }

        return command;
    }
}
