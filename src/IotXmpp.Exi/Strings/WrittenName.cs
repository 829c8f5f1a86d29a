using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Strings;

/// <summary>A qname that an encoder has met, with all that is worth knowing of it more than once; see <see cref="WrittenNames"/>.</summary>
internal sealed class WrittenName
{
    private const string XsiUri = "http://www.w3.org/2001/XMLSchema-instance";
    private const int SortedCharacters = 4;

    private readonly ulong _sortKey;

    /// <summary>A qname.</summary>
    /// <param name="uri">Its namespace.</param>
    /// <param name="local">Its local name.</param>
    /// <param name="initialNumber">Its number if it is one of the schema's qnames, or -1.</param>
    /// <param name="hash">What it is looked up by.</param>
    /// <param name="next">The next name of the same chain.</param>
    public WrittenName(WrittenUri uri, string local, int initialNumber, uint hash, WrittenName? next)
    {
        Hash = hash;
        Next = next;
        Uri = uri;
        Local = local;
        InitialNumber = initialNumber;
        IsXsiType = local == "type" && uri.Text == XsiUri;
        IsXsiNil = local == "nil" && uri.Text == XsiUri;
        IsNcName = XmlCharacters.IsNcName(local);
        for (int i = 0; i < SortedCharacters; i++)
            _sortKey = (_sortKey << 16) | (i < local.Length ? InCodePointOrder(local[i]) : 0u);
    }

    public WrittenUri Uri { get; }

    public uint Hash { get; }

    public WrittenName? Next { get; set; }

    public string Local { get; }

    public int InitialNumber { get; }

    public bool IsXsiType { get; }

    public bool IsXsiNil { get; }

    /// <summary>The local name is an NCName.</summary>
    public bool IsNcName { get; }

    /// <summary>Number in the tables with the number <see cref="Tables"/>.</summary>
    public int Number { get; set; }

    /// <summary>Identifier in the local-name partition of its uri in those tables.</summary>
    public int LocalId { get; set; }

    /// <summary>The tables that <see cref="Number"/> and <see cref="LocalId"/> belong to.</summary>
    public int Tables { get; set; }

    /// <summary>The order in which attributes have the shortest codes (EXI 6): local name, then uri, by code point.</summary>
    public static int Compare(WrittenName x, WrittenName y)
    {
        if (x._sortKey != y._sortKey)
            return x._sortKey < y._sortKey ? -1 : 1;
        int order = CodePointOrder.Compare(x.Local, y.Local);
        return order != 0 ? order : CodePointOrder.Compare(x.Uri.Text, y.Uri.Text);
    }

    /// <summary>Surrogates come behind all other units, as the code points they stand for do.</summary>
    private static uint InCodePointOrder(char unit) => unit < 0xD800 ? unit : unit < 0xE000 ? unit + 0x2000u : unit - 0x800u;
}
