namespace IotXmpp.Xmpp.Stanzas;

/// <summary>An expanded name: namespace and local name. Prefixes mean nothing in XMPP (RFC 6120 4.8).</summary>
public readonly record struct QName(string Namespace, string LocalName)
{
    /// <summary>James Clark's notation, <c>{namespace}local</c>, as in log lines and test output.</summary>
    public override string ToString() => Namespace.Length == 0 ? LocalName : $"{{{Namespace}}}{LocalName}";
}
