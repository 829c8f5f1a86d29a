using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Body;

/// <summary>
/// What keeps a stream within the maxima of the EXI Profile 3: an element of which nothing may be learned any more is cast to xs:anyType
/// before its first event. Where it is too late for that, because the element has begun, productions are learned that nobody uses.
/// </summary>
internal sealed partial class BodyEncoder
{
    /// <summary>
    /// Called before an event that its built-in grammar does not know: casts the element if its grammar may not learn the event.
    /// True: the element has the grammar of xs:anyType from here on.
    /// </summary>
    private bool CastsToAnyType(ref Frame frame)
    {
        if (!_builtIns.IsLimited || frame.Kind != FrameKind.BuiltInStartTag || frame.HasAttribute || _builtIns.MayLearn(frame.BuiltIn!))
            return false;
        string? prefix = PrefixOfXsd();
        if (prefix is null)
            return false;
        WriteXsiType(_names.Get(XmlNamespaces.Xsi, "type"), "xsi", prefix.Length == 0 ? "anyType" : prefix + ":anyType", XmlNamespaces.Xsd);
        return true;
    }

    /// <summary>
    /// A prefix for the value of xsi:type. It is written as a QName, whose prefix does not matter, but under lexical values as a string,
    /// which means nothing without a declaration in scope.
    /// </summary>
    private string? PrefixOfXsd()
    {
        if (!_preservesLexical)
            return "";
        foreach (string prefix in (ReadOnlySpan<string>)["xsd", "xs", ""])
        {
            if (LookupNamespace(prefix) == XmlNamespaces.Xsd)
                return prefix;
        }

        return null;
    }

    private bool KnowsAttribute(in Frame frame, WrittenName attribute)
    {
        if (!_builtIns.IsLimited)
            return true;
        int name = _names.NumberOf(attribute);
        return name >= 0 && frame.BuiltIn!.StartTag.CodeOf(ExiEventType.Attribute, name) >= 0;
    }
}
