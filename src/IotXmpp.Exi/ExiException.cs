namespace IotXmpp.Exi;

/// <summary>The peer's EXI stream breaks the format, the schema (when strict) or a limit; or a document cannot be represented.</summary>
public sealed class ExiException : Exception
{
    /// <summary>Creates an exception without a position.</summary>
    public ExiException(string message) : base(message) { }

    /// <summary>Creates an exception with the failure that caused it.</summary>
    public ExiException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates an exception at a place of a stream.</summary>
    /// <param name="message">What is wrong and what was expected instead.</param>
    /// <param name="bitPosition">Bits from the start of the body (or header), or -1 when there is no such position.</param>
    /// <param name="elementPath">Path of the open elements, like <c>/{jabber:client}iq/{urn:xmpp:ping}ping</c>.</param>
    public ExiException(string message, long bitPosition, string elementPath)
        : base(Describe(message, bitPosition, elementPath))
    {
        BitPosition = bitPosition;
        ElementPath = elementPath;
    }

    /// <summary>Bits from the start of the body (or header) to the item that failed; -1 when unknown.</summary>
    public long BitPosition { get; } = -1;

    /// <summary>The open elements at the failure, outermost first; empty at document level.</summary>
    public string ElementPath { get; } = "";

    private static string Describe(string message, long bitPosition, string elementPath)
    {
        string place = bitPosition >= 0 ? $" (bit {bitPosition}" : elementPath.Length > 0 ? " (" : "";
        if (place.Length == 0)
            return message;
        return message + place + (elementPath.Length > 0 ? (bitPosition >= 0 ? ", in " : "in ") + elementPath : "") + ")";
    }
}
