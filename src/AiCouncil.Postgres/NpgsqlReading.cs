using Npgsql;

namespace AiCouncil.Postgres;

/// <summary>Rows into lists.</summary>
internal static class NpgsqlReading
{
    /// <summary>All rows of the result the reader stands on.</summary>
    public static async Task<List<T>> AllAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> map)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    /// <summary>All rows of the next result.</summary>
    public static async Task<List<T>> NextAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> map)
    {
        await reader.NextResultAsync();
        return await reader.AllAsync(map);
    }

    /// <summary>One statement inside a transaction.</summary>
    public static async Task<List<T>> RowsAsync<T>(this NpgsqlConnection connection, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, T> map)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { statement } };
        await using var reader = await batch.ExecuteReaderAsync();
        return await reader.AllAsync(map);
    }

    /// <summary>One statement inside a transaction; the rows it changed.</summary>
    public static async Task<int> ChangeAsync(this NpgsqlConnection connection, NpgsqlBatchCommand statement)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { statement } };
        return await batch.ExecuteNonQueryAsync();
    }
}
