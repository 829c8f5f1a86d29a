using System.Buffers;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi;

/// <summary>
/// Writes events as EXI without allocation: the mirror of <c>ExiReader</c>. Names are numbers of the grammar image (<see cref="GrammarImage"/>), strings or
/// spans; values are numbers, moments, UTF-16 or UTF-8. A value is written as its datatype says, whatever it was given as.
/// </summary>
/// <remarks>
/// <para>
/// An element is its start, then its namespace declarations and attributes in any order, then content, then its end. The text between two
/// tags is one call. Namespace declarations matter where prefixes are preserved, and for prefixes inside values; without
/// them names need none.
/// </para>
/// <para>
/// An <see cref="ExiException"/> (something that a strict schema does not know, a character outside XML) leaves the body failed:
/// <see cref="ExiWriterState.Abandon"/> goes back to before it. Bytes are handed over as they are complete, at the latest by <see cref="WriteEndDocument"/>.
/// </para>
/// </remarks>
public readonly ref struct ExiWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly ExiWriterState _state;

    /// <summary>Goes on where the state is.</summary>
    /// <param name="output">Receives the stream.</param>
    /// <param name="state">The stream's state.</param>
    public ExiWriter(IBufferWriter<byte> output, ExiWriterState state)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(state);
        _output = output;
        _state = state;
    }

    /// <summary>Writes an EXI header (EXI 5), first of all.</summary>
    /// <param name="cookie">Begin with <c>$EXI</c>.</param>
    /// <param name="optionsDocument">Options to name, or null for a header without options document.</param>
    public void WriteHeader(bool cookie, ExiOptions? optionsDocument) => _state.WriteHeader(cookie, optionsDocument);

    /// <summary>Writes the start of an element.</summary>
    /// <param name="name">One of the image's qnames.</param>
    /// <param name="prefix">Its prefix, where prefixes are preserved.</param>
    public void WriteStartElement(int name, string prefix = "") => _state.StartElement(_state.NameOf(name), prefix, _output);

    /// <summary>Writes the start of an element.</summary>
    /// <param name="uri">Its namespace; "" for none.</param>
    /// <param name="localName">Its local name.</param>
    /// <param name="prefix">Its prefix, where prefixes are preserved.</param>
    public void WriteStartElement(string uri, string localName, string prefix = "") => _state.StartElement(_state.NameOf(uri, localName), prefix, _output);

    /// <summary>Writes the start of an element.</summary>
    /// <param name="uri">Its namespace; empty for none.</param>
    /// <param name="localName">Its local name.</param>
    /// <param name="prefix">Its prefix, where prefixes are preserved.</param>
    public void WriteStartElement(ReadOnlySpan<char> uri, ReadOnlySpan<char> localName, string prefix = "") =>
        _state.StartElement(_state.NameOf(uri, localName), prefix, _output);

    /// <summary>Declares a namespace on the element just begun.</summary>
    /// <param name="prefix">The prefix; "" for the default namespace.</param>
    /// <param name="uri">The namespace.</param>
    public void WriteNamespace(string prefix, string uri)
    {
        _state.CheckText(prefix);
        _state.CheckText(uri);
        _state.Namespace(prefix, uri);
    }

    /// <summary>Writes the end of the innermost element.</summary>
    public void WriteEndElement() => _state.EndElement();

    /// <summary>Ends the body, pads it to a byte and hands over what is left of it. The state is ready for the next one.</summary>
    public void WriteEndDocument() => _state.EndDocument(_output);

    // ---- attributes

    /// <summary>Writes an attribute of the element just begun.</summary>
    /// <param name="name">One of the image's qnames.</param>
    /// <param name="value">Its value.</param>
    /// <param name="prefix">Its prefix, where prefixes are preserved.</param>
    public void WriteAttribute(int name, ReadOnlySpan<char> value, string prefix = "") => _state.Attribute(_state.NameOf(name), prefix, value);

    /// <inheritdoc cref="WriteAttribute(int, ReadOnlySpan{char}, string)"/>
    public void WriteAttribute(int name, string value, string prefix = "") => _state.Attribute(_state.NameOf(name), prefix, value.AsSpan());

    /// <summary>Writes an attribute whose value is UTF-8.</summary>
    /// <param name="name">One of the image's qnames.</param>
    /// <param name="value">Its value.</param>
    /// <param name="prefix">Its prefix, where prefixes are preserved.</param>
    public void WriteAttribute(int name, ReadOnlySpan<byte> value, string prefix = "") => _state.AttributeUtf8(_state.NameOf(name), prefix, value);

    /// <inheritdoc cref="WriteAttribute(int, ReadOnlySpan{char}, string)"/>
    public void WriteAttribute(int name, bool value, string prefix = "") => _state.Attribute(_state.NameOf(name), prefix, Typed.Of(value));

    /// <inheritdoc cref="WriteAttribute(int, ReadOnlySpan{char}, string)"/>
    public void WriteAttribute(int name, long value, string prefix = "") => _state.Attribute(_state.NameOf(name), prefix, Typed.Of(value));

    /// <inheritdoc cref="WriteAttribute(int, ReadOnlySpan{char}, string)"/>
    public void WriteAttribute(int name, ulong value, string prefix = "") => _state.Attribute(_state.NameOf(name), prefix, Typed.Of(value));

    /// <inheritdoc cref="WriteAttribute(int, ReadOnlySpan{char}, string)"/>
    public void WriteAttribute(int name, in ExiDecimal value, string prefix = "") => _state.Attribute(_state.NameOf(name), prefix, Typed.Of(value));

    /// <inheritdoc cref="WriteAttribute(int, ReadOnlySpan{char}, string)"/>
    public void WriteAttribute(int name, ExiFloat value, string prefix = "") => _state.Attribute(_state.NameOf(name), prefix, Typed.Of(value));

    /// <inheritdoc cref="WriteAttribute(int, ReadOnlySpan{char}, string)"/>
    public void WriteAttribute(int name, in ExiDateTime value, string prefix = "") => _state.Attribute(_state.NameOf(name), prefix, Typed.Of(value));

    /// <summary>Writes an attribute of the element just begun.</summary>
    /// <param name="uri">Its namespace; "" for none.</param>
    /// <param name="localName">Its local name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="prefix">Its prefix, where prefixes are preserved.</param>
    public void WriteAttribute(string uri, string localName, ReadOnlySpan<char> value, string prefix = "") =>
        _state.Attribute(_state.NameOf(uri, localName), prefix, value);

    /// <inheritdoc cref="WriteAttribute(string, string, ReadOnlySpan{char}, string)"/>
    public void WriteAttribute(ReadOnlySpan<char> uri, ReadOnlySpan<char> localName, ReadOnlySpan<char> value, string prefix = "") =>
        _state.Attribute(_state.NameOf(uri, localName), prefix, value);

    /// <inheritdoc cref="WriteAttribute(string, string, ReadOnlySpan{char}, string)"/>
    public void WriteAttribute(string uri, string localName, ReadOnlySpan<byte> value, string prefix = "") =>
        _state.AttributeUtf8(_state.NameOf(uri, localName), prefix, value);

    // ---- characters

    /// <summary>Writes the whole text between two tags.</summary>
    public void WriteCharacters(ReadOnlySpan<char> text) => _state.Characters(text);

    /// <summary>Writes the whole text between two tags.</summary>
    public void WriteCharacters(string text) => _state.Characters(text.AsSpan());

    /// <summary>Writes the whole text between two tags, in UTF-8.</summary>
    public void WriteCharacters(ReadOnlySpan<byte> text) => _state.CharactersUtf8(text);

    /// <summary>Writes the value of an element.</summary>
    public void WriteCharacters(bool value) => _state.Characters(Typed.Of(value));

    /// <summary>Writes the value of an element.</summary>
    public void WriteCharacters(long value) => _state.Characters(Typed.Of(value));

    /// <summary>Writes the value of an element.</summary>
    public void WriteCharacters(ulong value) => _state.Characters(Typed.Of(value));

    /// <summary>Writes the value of an element.</summary>
    public void WriteCharacters(in ExiDecimal value) => _state.Characters(Typed.Of(value));

    /// <summary>Writes the value of an element.</summary>
    public void WriteCharacters(ExiFloat value) => _state.Characters(Typed.Of(value));

    /// <summary>Writes the value of an element.</summary>
    public void WriteCharacters(in ExiDateTime value) => _state.Characters(Typed.Of(value));

    // ---- what only fidelity options keep

    /// <summary>Writes a comment, if comments are preserved.</summary>
    public void WriteComment(string text)
    {
        _state.CheckText(text);
        _state.Miscellaneous(encoder => encoder.Comment(text));
    }

    /// <summary>Writes a processing instruction, if they are preserved.</summary>
    public void WriteProcessingInstruction(string target, string text)
    {
        _state.CheckText(target);
        _state.CheckText(text);
        _state.Miscellaneous(encoder => encoder.ProcessingInstruction(target, text));
    }

    /// <summary>Writes a document type declaration, if DTDs are preserved.</summary>
    public void WriteDocType(string name, string publicId, string systemId, string text)
    {
        _state.CheckText(name);
        _state.CheckText(publicId);
        _state.CheckText(systemId);
        _state.CheckText(text);
        _state.Miscellaneous(encoder => encoder.DocType(name, publicId, systemId, text));
    }

    /// <summary>Writes an entity reference.</summary>
    /// <exception cref="ExiException">DTDs are not preserved.</exception>
    public void WriteEntityReference(string name)
    {
        _state.CheckText(name);
        _state.Miscellaneous(encoder => encoder.EntityReference(name));
    }

    /// <summary>Values as events carry them.</summary>
    private static class Typed
    {
        public static EventValue Of(bool value) => new() { Kind = ExiValueKind.Boolean, X = value ? 1u : 0u };

        public static EventValue Of(long value) => new() { Kind = ExiValueKind.Integer, X = (ulong)value };

        public static EventValue Of(ulong value) => new() { Kind = ExiValueKind.UnsignedInteger, X = value };

        public static EventValue Of(in ExiDecimal value) =>
            new() { Kind = ExiValueKind.Decimal, Start = value.IsNegative ? 1 : 0, X = value.Integral, Y = value.ReversedFraction };

        public static EventValue Of(ExiFloat value) => new() { Kind = ExiValueKind.Float, X = (ulong)value.Mantissa, Y = (ulong)(long)value.Exponent };

        public static EventValue Of(in ExiDateTime value) => new()
        {
            Kind = ExiValueKind.DateTime,
            DateKind = value.Kind,
            Length = value.Year,
            Start = value.Zone,
            X = ((ulong)value.MonthDay << 32) | value.Time | (value.HasFraction ? 1UL << 63 : 0),
            Y = value.ReversedFraction,
        };
    }
}
