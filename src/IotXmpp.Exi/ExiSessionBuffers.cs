namespace IotXmpp.Exi;

/// <summary>What of the string tables lives on from one body to the next (XEP-0322 2.2.2 <c>sessionWideBuffers</c>).</summary>
public enum ExiSessionBuffers
{
    /// <summary>Nothing: every body starts with fresh tables, as in an EXI stream of its own.</summary>
    None,

    /// <summary>The value partitions; what <c>sessionWideBuffers='true'</c> means on the wire.</summary>
    Values,

    /// <summary>All string tables; only by private agreement.</summary>
    StringTables,

    /// <summary>All string tables and the learned built-in grammars; only by private agreement.</summary>
    All,
}
