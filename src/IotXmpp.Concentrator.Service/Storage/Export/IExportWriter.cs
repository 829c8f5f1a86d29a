namespace IotXmpp.Concentrator.Service.Storage.Export;

/// <summary>Writes a table to a file; complete when disposed.</summary>
internal interface IExportWriter : IAsyncDisposable
{
    /// <summary>Writes a row: a value or null for each column, of its type.</summary>
    ValueTask WriteAsync(object?[] row, CancellationToken ct);
}
