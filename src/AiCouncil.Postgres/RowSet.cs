using System.Globalization;
using AiCouncil.Requests;
using Npgsql;
using NpgsqlTypes;

namespace AiCouncil.Postgres;

/// <summary>Rows as one array parameter a column, so that a statement's text and plan are the same for one row and for many.</summary>
internal sealed class RowSet<TRow>
{
    private readonly List<Column> _columns = [];

    public int Count => _columns.Count;

    public RowSet<TRow> Uuid(string name, Func<TRow, Guid> value) => Add(name, "uuid", NpgsqlDbType.Uuid, rows => Map(rows, value));

    /// <summary>Cleaned here, the last line of defence: the store takes neither NUL nor lone surrogates.</summary>
    public RowSet<TRow> Text(string name, Func<TRow, string?> value) =>
        Add(name, "text", NpgsqlDbType.Text, rows => Map(rows, row => value(row) is { } text ? TextEdge.Clean(text) : null));

    public RowSet<TRow> Int(string name, Func<TRow, int?> value) => Add(name, "int", NpgsqlDbType.Integer, rows => Map(rows, value));

    public RowSet<TRow> Long(string name, Func<TRow, long?> value) => Add(name, "bigint", NpgsqlDbType.Bigint, rows => Map(rows, value));

    public RowSet<TRow> Real(string name, Func<TRow, double> value) => Add(name, "float8", NpgsqlDbType.Double, rows => Map(rows, value));

    public RowSet<TRow> Flag(string name, Func<TRow, bool> value) => Add(name, "boolean", NpgsqlDbType.Boolean, rows => Map(rows, value));

    /// <summary>The set as an item of a FROM list; its parameters are numbered from <paramref name="first"/>.</summary>
    public string From(int first, string alias)
    {
        var arrays = _columns.Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"${first + i}::{column.Type}[]"));
        return $"unnest({string.Join(", ", arrays)}) AS {alias}({string.Join(", ", _columns.Select(column => column.Name))})";
    }

    /// <summary>The column names, each behind a prefix.</summary>
    public string Names(string prefix) => string.Join(", ", _columns.Select(column => prefix + column.Name));

    public IEnumerable<NpgsqlParameter> Bind(IReadOnlyList<TRow> rows) => _columns.Select(column => new NpgsqlParameter
    {
        NpgsqlDbType = NpgsqlDbType.Array | column.DbType, Value = column.Values(rows),
    });

    private static T[] Map<T>(IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        return values;
    }

    private RowSet<TRow> Add(string name, string type, NpgsqlDbType dbType, Func<IReadOnlyList<TRow>, object> values)
    {
        _columns.Add(new Column(name, type, dbType, values));
        return this;
    }

    private sealed record Column(string Name, string Type, NpgsqlDbType DbType, Func<IReadOnlyList<TRow>, object> Values);
}
