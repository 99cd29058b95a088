using AiCouncil.Requests;
using Npgsql;
using NpgsqlTypes;

namespace AiCouncil.Postgres;

/// <summary>Positional parameters, always typed: a null of another type would be another prepared statement.</summary>
internal static class Arg
{
    public static NpgsqlParameter Id(RequestId id) => Of(NpgsqlDbType.Uuid, id.Value);

    public static NpgsqlParameter IdOrNull(RequestId? id) => Of(NpgsqlDbType.Uuid, id?.Value);

    public static NpgsqlParameter Ids(IEnumerable<RequestId> ids) => Of(NpgsqlDbType.Array | NpgsqlDbType.Uuid, ids.Select(id => id.Value).ToArray());

    public static NpgsqlParameter Int(int? value) => Of(NpgsqlDbType.Integer, value);

    public static NpgsqlParameter Long(long? value) => Of(NpgsqlDbType.Bigint, value);

    public static NpgsqlParameter Flag(bool value) => Of(NpgsqlDbType.Boolean, value);

    public static NpgsqlParameter Text(string? value) => Of(NpgsqlDbType.Text, value is null ? null : TextEdge.Clean(value));

    public static NpgsqlParameter Texts(IEnumerable<string> values) =>
        Of(NpgsqlDbType.Array | NpgsqlDbType.Text, values.Select(TextEdge.Clean).ToArray());

    private static NpgsqlParameter Of(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}
