using System.Data.Common;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Storage;

/// <summary>A bucket as the statements select it, in this order: start, unit, min, max, sum, count, first, last_at, kind, last.</summary>
internal static class RollUpRow
{
    public static RollUpBucket Read(DbDataReader row) => new(Utc(row.GetInt64(0)), row.GetString(1))
    {
        Min = Number(row, 2),
        Max = Number(row, 3),
        Sum = Number(row, 4),
        Count = row.GetInt64(5),
        First = Utc(row.GetInt64(6)),
        LastAt = Utc(row.GetInt64(7)),
        Last = FieldValue.Create((FieldValueKind)row.GetInt32(8), row.GetString(9)),
    };

    /// <summary>An outage, in this order: since, until, reason.</summary>
    public static Outage ReadOutage(DbDataReader row) => new(Utc(row.GetInt64(0)), Utc(row.GetInt64(1)), (GapReason)row.GetInt32(2));

    private static double? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    private static DateTimeOffset Utc(long ticks) => new(ticks, TimeSpan.Zero);
}
