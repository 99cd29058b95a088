using System.Buffers;
using System.Globalization;
using System.Text;
using AiCouncil.Requests;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AiCouncil.Sqlite;

/// <summary>A prepared statement: bound, stepped and reset in one go, never by two at once.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int OnStack = 512;
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _places;

    /// <exception cref="SqliteException">The statement does not compile, or the store cannot be read.</exception>
    public SqliteStatement(sqlite3 connection, string sql, int parameters)
    {
        _connection = connection;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection, sql, out _statement), connection);

        // SQLite numbers $3, $1, $2 in the order in which they appear; one that does not appear has no place.
        _places = new int[parameters];
        for (var i = 0; i < parameters; i++)
        {
            _places[i] = raw.sqlite3_bind_parameter_index(_statement, string.Create(CultureInfo.InvariantCulture, $"${i + 1}"));
        }

        if (_places.Count(place => place > 0) != raw.sqlite3_bind_parameter_count(_statement))
        {
            _statement.Dispose();
            throw new ArgumentException($"The statement has other parameters than the {parameters} given: {sql}", nameof(parameters));
        }
    }

    /// <summary>Binds the arguments; disposing the run makes the statement ready for the next one.</summary>
    public SqliteRun Run(ReadOnlySpan<object?> arguments)
    {
        for (var i = 0; i < _places.Length; i++)
        {
            if (_places[i] > 0)
            {
                SqliteException.ThrowExceptionForRC(Bind(_places[i], arguments[i]), _connection);
            }
        }

        return new SqliteRun(_connection, _statement);
    }

    public void Dispose() => _statement.Dispose();

    private int Bind(int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, place),
        string text => BindText(place, TextEdge.Clean(text)), // the last line of defence: edges clean what they take in
        byte[] bytes => raw.sqlite3_bind_blob(_statement, place, bytes),
        long number => raw.sqlite3_bind_int64(_statement, place, number),
        int number => raw.sqlite3_bind_int64(_statement, place, number),
        bool flag => raw.sqlite3_bind_int64(_statement, place, flag ? 1 : 0),
        double number => raw.sqlite3_bind_double(_statement, place, number),
        _ => throw new ArgumentException($"A {value.GetType().Name} cannot be stored.", nameof(value)),
    };

    private int BindText(int place, string text)
    {
        if (text.Length == 0)
        {
            return raw.sqlite3_bind_text(_statement, place, text); // an empty span would be NULL
        }

        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (size <= OnStack)
        {
            Span<byte> small = stackalloc byte[OnStack];
            return raw.sqlite3_bind_text(_statement, place, small[..Encoding.UTF8.GetBytes(text, small)]);
        }

        var large = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            return raw.sqlite3_bind_text(_statement, place, large.AsSpan(0, Encoding.UTF8.GetBytes(text, large)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(large);
        }
    }
}

/// <summary>One run of a statement, from its first step to its reset.</summary>
internal readonly ref struct SqliteRun(sqlite3 connection, sqlite3_stmt statement)
{
    public SqliteRow Row => new(statement);

    /// <summary>True on a row, false at the end.</summary>
    /// <exception cref="SqliteException">SQLite reports an error.</exception>
    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            SqliteException.ThrowExceptionForRC(result, connection);
        }

        return result == raw.SQLITE_ROW;
    }

    /// <summary>Bound texts are let go too: a cached statement must not keep a prompt in memory. Errors were thrown by the step.</summary>
    public void Dispose()
    {
        _ = raw.sqlite3_reset(statement);
        _ = raw.sqlite3_clear_bindings(statement);
    }
}

/// <summary>The row at which a statement stands.</summary>
internal readonly struct SqliteRow(sqlite3_stmt statement)
{
    public bool IsDBNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public string GetString(int column) =>
        raw.sqlite3_column_text(statement, column).utf8_to_string() ?? throw new InvalidOperationException($"Column {column} is NULL.");

    public byte[] GetBytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    public long GetInt64(int column) => raw.sqlite3_column_int64(statement, column);

    public int GetInt32(int column) => checked((int)raw.sqlite3_column_int64(statement, column));

    public bool GetBoolean(int column) => raw.sqlite3_column_int64(statement, column) != 0;

    public double GetDouble(int column) => raw.sqlite3_column_double(statement, column);
}
