namespace IotXmpp.Concentrator.Service.Storage.Export;

/// <summary>What a column of an export holds; every value may be missing.</summary>
internal enum ExportType
{
    Text,

    /// <summary>A <see cref="DateTime"/> in UTC.</summary>
    Time,

    /// <summary>A <see cref="double"/>.</summary>
    Number,

    /// <summary>A <see cref="long"/>.</summary>
    Count,
}
