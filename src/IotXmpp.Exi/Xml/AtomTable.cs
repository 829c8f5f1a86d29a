using System.Xml;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Xml;

/// <summary>A name table that has the names of a schema already: they are one object each for all its readers, and never looked up.</summary>
internal sealed class AtomTable(InitialNames initial) : XmlNameTable
{
    private System.Xml.NameTable? _others;

    /// <inheritdoc/>
    public override string Add(string array) => initial.Atom(array) ?? (_others ??= new System.Xml.NameTable()).Add(array);

    /// <inheritdoc/>
    public override string Add(char[] array, int offset, int length) =>
        initial.Atom(array.AsSpan(offset, length)) ?? (_others ??= new System.Xml.NameTable()).Add(array, offset, length);

    /// <inheritdoc/>
    public override string? Get(string array) => initial.Atom(array) ?? _others?.Get(array);

    /// <inheritdoc/>
    public override string? Get(char[] array, int offset, int length) => initial.Atom(array.AsSpan(offset, length)) ?? _others?.Get(array, offset, length);
}
