using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Storage.Postgres;

/// <summary>Readings as the arrays that <c>unnest</c> makes rows of: one statement, whatever their number.</summary>
internal static class ReadingColumns
{
    public static (string Name, object? Value)[] Of(IReadOnlyList<PostgresReading> rows) =>
    [
        ("series", Column(rows, row => row.Series)),
        ("at", Column(rows, row => row.At)),
        ("zone", Column(rows, row => (int)row.Field.Timestamp.Offset.TotalMinutes)),
        ("kind", Column(rows, row => (int)row.Field.Value.Kind)),
        ("value", Column(rows, row => row.Field.Value.Text)),
        ("dataType", Column(rows, row => row.Field.Value.DataType)),
        ("unit", Column(rows, row => row.Field.Unit)),
        ("fieldTypes", Column(rows, row => (int)row.Field.FieldTypes)),
        ("quality", Column(rows, row => (int)row.Field.Quality)),
        ("writable", Column(rows, row => row.Field.Writable)),
        ("module", Column(rows, row => row.Field.Module)),
        ("stringIds", Column(rows, row => row.Field.StringIds)),
    ];

    public static (string Name, object? Value)[] Keys(IReadOnlyList<PostgresReading> rows) => [("series", Column(rows, row => row.Series)), ("at", Column(rows, row => row.At))];

    public static (string Name, object? Value)[] Types(IReadOnlyList<PostgresReading> rows) => [.. Keys(rows), ("fieldTypes", Column(rows, row => (int)row.Field.FieldTypes))];

    private static T[] Column<T>(IReadOnlyList<PostgresReading> rows, Func<PostgresReading, T> value)
    {
        var column = new T[rows.Count];
        for (int i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return column;
    }
}
