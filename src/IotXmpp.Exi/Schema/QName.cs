namespace IotXmpp.Exi.Schema;

/// <summary>Expanded name, ordered as EXI sorts names: by local name, then by uri, each by code point (EXI 8.5.4.1.3.2).</summary>
internal readonly record struct QName(string Uri, string LocalName) : IComparable<QName>
{
    public int CompareTo(QName other)
    {
        int byLocalName = CodePointOrder.Compare(LocalName, other.LocalName);
        return byLocalName != 0 ? byLocalName : CodePointOrder.Compare(Uri, other.Uri);
    }

    public override string ToString() => $"{{{Uri}}}{LocalName}";
}
