namespace IotXmpp.Xmpp.Forms;

/// <summary>Type of a field (XEP-0004 3.3).</summary>
public enum FormFieldType
{
    /// <summary>The default; an unknown type is read as this.</summary>
    TextSingle,
    Boolean,
    Fixed,
    Hidden,
    JidMulti,
    JidSingle,
    ListMulti,
    ListSingle,
    TextMulti,
    TextPrivate,
}
