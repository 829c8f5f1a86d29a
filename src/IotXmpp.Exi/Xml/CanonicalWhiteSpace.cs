using IotXmpp.Exi.Body;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Xml;

/// <summary>
/// Decides which white space a canonical stream has (Canonical EXI 4.3.2): white space alone goes, unless it is the whole content of its
/// element (simple data) or xml:space="preserve" is in force. Whether there is a schema makes no difference, as the W3C's canonical
/// streams of documents without one show.
/// </summary>
internal sealed class CanonicalWhiteSpace
{
    private const string XmlUri = "http://www.w3.org/XML/1998/namespace";

    private readonly Stack<bool> _preserves = new();
    private bool _isAfterStart;

    /// <summary>A start tag was written.</summary>
    public void StartElement(StartTag tag)
    {
        bool preserves = _preserves.TryPeek(out bool outer) && outer;
        foreach (TagAttribute attribute in tag.Attributes)
        {
            if (attribute.Name.Local == "space" && attribute.Name.Uri.Text == XmlUri)
                preserves = XmlCharacters.Trim(tag.TextOf(attribute)) is "preserve";
        }

        _preserves.Push(preserves);
        _isAfterStart = true;
    }

    /// <summary>An end tag was written.</summary>
    public void EndElement()
    {
        _preserves.Pop();
        _isAfterStart = false;
    }

    /// <summary>Whether a text between two tags is left out.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isBeforeEnd">The second tag is an end tag.</param>
    public bool Drops(ReadOnlySpan<char> text, bool isBeforeEnd) =>
        !(_isAfterStart && isBeforeEnd) && !(_preserves.TryPeek(out bool preserves) && preserves) && XmlCharacters.IsWhiteSpace(text);
}
