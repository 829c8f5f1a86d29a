#nullable disable

namespace IotXmpp.Things.Portable
{
    /// <summary>Element and attribute names of XEP-0325. Shared with the boards: constants only.</summary>
    public static class ControlNames
    {
        public const string Set = "set";
        public const string SetResponse = "setResponse";
        public const string GetForm = "getForm";
        public const string ParamError = "paramError";
        public const string Var = "var";
        public const string Parameter = "parameter";
        public const string Node = "node";
        public const string NodeId = "nodeId";
        public const string SourceId = "sourceId";
        public const string CacheType = "cacheType";
        public const string Name = "name";
        public const string Value = "value";

        // Parameter elements (3.2)
        public const string Boolean = "boolean";
        public const string Color = "color";
        public const string Date = "date";
        public const string DateTime = "dateTime";
        public const string Double = "double";
        public const string Duration = "duration";
        public const string Int = "int";
        public const string Long = "long";
        public const string String = "string";
        public const string Time = "time";
    }
}
