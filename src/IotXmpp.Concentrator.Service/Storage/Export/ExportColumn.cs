namespace IotXmpp.Concentrator.Service.Storage.Export;

/// <summary>A column of an export.</summary>
internal sealed record ExportColumn(string Name, ExportType Type);
