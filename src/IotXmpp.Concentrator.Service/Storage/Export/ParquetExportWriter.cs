using Parquet;
using Parquet.Schema;

namespace IotXmpp.Concentrator.Service.Storage.Export;

/// <summary>Apache Parquet: columns, compressed; times in microseconds, as its timestamps are.</summary>
internal sealed class ParquetExportWriter : IExportWriter
{
    /// <summary>Rows held in memory and written as one group: some MB, and few groups for a reader to open.</summary>
    private const int GroupRows = 50_000;

    private readonly ParquetWriter _writer;
    private readonly DataField[] _fields;
    private readonly IReadOnlyList<ExportColumn> _columns;
    private readonly List<object?[]> _rows = [];

    private ParquetExportWriter(ParquetWriter writer, DataField[] fields, IReadOnlyList<ExportColumn> columns)
    {
        _writer = writer;
        _fields = fields;
        _columns = columns;
    }

    /// <param name="stream">A stream that can seek.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="ct">Cancels the writing of the header.</param>
    public static async ValueTask<IExportWriter> CreateAsync(Stream stream, IReadOnlyList<ExportColumn> columns, CancellationToken ct)
    {
        DataField[] fields = [.. columns.Select(Field)];
        return new ParquetExportWriter(await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, cancellationToken: ct), fields, columns);
    }

    public async ValueTask WriteAsync(object?[] row, CancellationToken ct)
    {
        _rows.Add(row);
        if (_rows.Count == GroupRows)
            await FlushAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await FlushAsync(CancellationToken.None);
        await _writer.DisposeAsync();
    }

    private static DataField Field(ExportColumn column) => column.Type switch
    {
        ExportType.Text => new DataField<string>(column.Name, nullable: true),
        ExportType.Time => new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: true),
        ExportType.Number => new DataField<double?>(column.Name),
        ExportType.Count => new DataField<long?>(column.Name),
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    private async ValueTask FlushAsync(CancellationToken ct)
    {
        if (_rows.Count == 0)
            return;
        using var group = _writer.CreateRowGroup();
        for (int i = 0; i < _fields.Length; i++)
        {
            int column = i;
            await (_columns[i].Type switch
            {
                ExportType.Text => group.WriteAsync(_fields[i], _rows.ConvertAll(row => (string?)row[column])!),
                ExportType.Time => group.WriteAsync<DateTime>(_fields[i], _rows.ConvertAll(row => (DateTime?)row[column]).ToArray(), cancellationToken: ct),
                ExportType.Number => group.WriteAsync<double>(_fields[i], _rows.ConvertAll(row => (double?)row[column]).ToArray(), cancellationToken: ct),
                _ => group.WriteAsync<long>(_fields[i], _rows.ConvertAll(row => (long?)row[column]).ToArray(), cancellationToken: ct),
            });
        }

        group.CompleteValidate();
        _rows.Clear();
    }
}
