using System.Data.Common;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Storage;

/// <summary>
/// A reading as the statements select it, in this order: node_id, source_id, partition, field, at, zone, kind, value, data_type, unit, field_types, quality, writable,
/// module, string_ids.
/// </summary>
internal static class ReadingRow
{
    /// <summary>Columns of a reading; what else a statement selects stands after them.</summary>
    public const int Columns = 15;

    public static HistoryEntry Read(string device, DbDataReader row)
    {
        var node = new NodeRef(row.GetString(0), Text(row, 1), Text(row, 2));
        return new HistoryEntry(device, node, new Field
        {
            Name = row.GetString(3),
            Timestamp = new DateTimeOffset(row.GetInt64(4), TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(row.GetInt32(5))),
            Value = FieldValue.Create((FieldValueKind)row.GetInt32(6), row.GetString(7), Text(row, 8)),
            Unit = row.GetString(9),
            FieldTypes = (FieldTypes)row.GetInt32(10),
            Quality = (FieldQuality)row.GetInt32(11),
            Writable = row.IsDBNull(12) ? null : row.GetBoolean(12),
            Module = Text(row, 13),
            StringIds = Text(row, 14),
        });
    }

    /// <summary>What a roll-up is made of, in this order: at, kind, value, data_type, unit, field_types, quality.</summary>
    public static Field ReadValue(DbDataReader row) => new()
    {
        Name = "",
        Timestamp = new DateTimeOffset(row.GetInt64(0), TimeSpan.Zero),
        Value = FieldValue.Create((FieldValueKind)row.GetInt32(1), row.GetString(2), Text(row, 3)),
        Unit = row.GetString(4),
        FieldTypes = (FieldTypes)row.GetInt32(5),
        Quality = (FieldQuality)row.GetInt32(6),
    };

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
