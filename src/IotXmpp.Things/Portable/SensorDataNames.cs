#nullable disable

namespace IotXmpp.Things.Portable
{
    /// <summary>Element and attribute names of XEP-0323. Shared with the boards: constants only.</summary>
    public static class SensorDataNames
    {
        public const string Request = "req";
        public const string Accepted = "accepted";
        public const string Queued = "queued";
        public const string Started = "started";
        public const string Fields = "fields";
        public const string Failure = "failure";
        public const string Done = "done";
        public const string Cancel = "cancel";
        public const string Cancelled = "cancelled";
        public const string Error = "error";
        public const string SequenceNumber = "seqnr";
        public const string Node = "node";
        public const string NodeId = "nodeId";
        public const string SourceId = "sourceId";
        public const string CacheType = "cacheType";
        public const string Timestamp = "timestamp";
        public const string Field = "field";
        public const string Name = "name";
        public const string Value = "value";
        public const string Unit = "unit";
        public const string DataType = "dataType";
        public const string Writable = "writable";
        public const string Module = "module";
        public const string StringIds = "stringIds";

        // Field types (5.6)
        public const string Momentary = "momentary";
        public const string Peak = "peak";
        public const string Status = "status";
        public const string Computed = "computed";
        public const string Identity = "identity";
        public const string HistoricalSecond = "historicalSecond";
        public const string HistoricalMinute = "historicalMinute";
        public const string HistoricalHour = "historicalHour";
        public const string HistoricalDay = "historicalDay";
        public const string HistoricalWeek = "historicalWeek";
        public const string HistoricalMonth = "historicalMonth";
        public const string HistoricalQuarter = "historicalQuarter";
        public const string HistoricalYear = "historicalYear";
        public const string HistoricalOther = "historicalOther";
        public const string All = "all";
        public const string Historical = "historical";
        public const string From = "from";
        public const string To = "to";
        public const string When = "when";

        // Quality of service (5.7)
        public const string Missing = "missing";
        public const string InProgress = "inProgress";
        public const string AutomaticEstimate = "automaticEstimate";
        public const string ManualEstimate = "manualEstimate";
        public const string ManualReadout = "manualReadout";
        public const string AutomaticReadout = "automaticReadout";
        public const string TimeOffset = "timeOffset";
        public const string Warning = "warning";
        public const string ErrorQuality = "error";
        public const string Signed = "signed";
        public const string Invoiced = "invoiced";
        public const string EndOfSeries = "endOfSeries";
        public const string PowerFailure = "powerFailure";
        public const string InvoiceConfirmed = "invoiceConfirmed";

        // Field elements (5.4)
        public const string Boolean = "boolean";
        public const string Date = "date";
        public const string DateTime = "dateTime";
        public const string Duration = "duration";
        public const string Enum = "enum";
        public const string Int = "int";
        public const string Long = "long";
        public const string Numeric = "numeric";
        public const string String = "string";
        public const string Time = "time";

        // Tokens (XEP-0324)
        public const string ServiceToken = "serviceToken";
        public const string DeviceToken = "deviceToken";
        public const string UserToken = "userToken";
    }
}
