using System.Globalization;
using System.Text;

namespace IotXmpp.Concentrator.Service.Storage.Export;

/// <summary>Comma-separated values (RFC 4180), UTF-8, with a header; times in UTC with all their digits, numbers that read back as they were.</summary>
internal sealed class CsvExportWriter : IExportWriter
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
    private readonly TextWriter _writer;

    private CsvExportWriter(TextWriter writer) => _writer = writer;

    /// <param name="stream">Stays open.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="ct">Cancels the writing of the header.</param>
    public static ValueTask<IExportWriter> CreateAsync(Stream stream, IReadOnlyList<ExportColumn> columns, CancellationToken ct) =>
        CreateAsync(new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true), columns, ct);

    /// <param name="text">Stays open.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="ct">Cancels the writing of the header.</param>
    public static async ValueTask<IExportWriter> CreateAsync(TextWriter text, IReadOnlyList<ExportColumn> columns, CancellationToken ct)
    {
        var writer = new CsvExportWriter(text);
        await writer.WriteAsync([.. columns.Select(column => column.Name)], ct);
        return writer;
    }

    public async ValueTask WriteAsync(object?[] row, CancellationToken ct)
    {
        var line = new StringBuilder();
        for (int i = 0; i < row.Length; i++)
        {
            if (i > 0)
                line.Append(',');
            string text = row[i] switch
            {
                null => "",
                DateTime time => time.ToString(TimeFormat, CultureInfo.InvariantCulture),
                double number => number.ToString("R", CultureInfo.InvariantCulture),
                var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            };
            if (text.AsSpan().IndexOfAny(",\"\r\n") < 0)
                line.Append(text);
            else
                line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        await _writer.WriteAsync(line.Append("\r\n"), ct);
    }

    public async ValueTask DisposeAsync() => await _writer.FlushAsync();
}
