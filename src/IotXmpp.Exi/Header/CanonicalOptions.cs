using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Header;

/// <summary>The EXI options of a canonical stream (Canonical EXI 3).</summary>
internal static class CanonicalOptions
{
    private const string ExiUri = "http://www.w3.org/2009/exi";

    /// <summary>The canonical form of options.</summary>
    public static ExiOptions Of(ExiOptions options)
    {
        bool channels = options.UsesChannels;
        return options with
        {
            // No two DEFLATE encoders need agree, so canonical streams are arranged for compression but not compressed.
            Compression = false,
            Alignment = channels ? ExiAlignment.PreCompression : options.Alignment,
            BlockSize = channels ? options.BlockSize : ExiOptions.DefaultBlockSize,
            DatatypeRepresentationMap = options.Preserve.HasFlag(ExiPreserve.LexicalValues) ? [] : Sorted(options.DatatypeRepresentationMap),
        };
    }

    private static ExiDatatypeRepresentation[] Sorted(IReadOnlyList<ExiDatatypeRepresentation> map)
    {
        ExiDatatypeRepresentation[] sorted = [.. map.Where(static entry => !IsDefault(entry))];
        Array.Sort(sorted, static (x, y) =>
        {
            int order = CodePointOrder.Compare(x.Type.Name, y.Type.Name);
            return order != 0 ? order : CodePointOrder.Compare(x.Type.Namespace, y.Type.Namespace);
        });
        return sorted;
    }

    /// <summary>Table 7-1 says the same without the entry.</summary>
    private static bool IsDefault(ExiDatatypeRepresentation entry)
    {
        if (entry.Type.Namespace != XmlNamespaces.Xsd || entry.Representation.Namespace != ExiUri)
            return false;
        string own = entry.Type.Name switch
        {
            "float" => "double",
            "anySimpleType" => "string",
            "base64Binary" or "hexBinary" or "boolean" or "decimal" or "double" or "integer" or "string" or "dateTime" or "time" or "date"
                or "gYearMonth" or "gYear" or "gMonthDay" or "gDay" or "gMonth" => entry.Type.Name,
            _ => "",
        };
        return own == entry.Representation.Name;
    }
}
