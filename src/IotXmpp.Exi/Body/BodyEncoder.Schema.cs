using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>Attributes, characters and ends in schema-informed grammars (EXI 8.5.4).</summary>
internal sealed partial class BodyEncoder
{
    private Undeclared[] UndeclaredOf(in Frame frame)
    {
        int flags = _rows!.States[frame.State].Flags;
        bool offersCast = _strict && (flags & GrammarImage.FirstStartTag) != 0 && !frame.IsCast;
        return _undeclared.Of(
            flags,
            castable: offersCast && _image!.TypeIsCastable(frame.Type),
            nillable: offersCast && frame.Element >= 0 && _image!.ElementIsNillable(frame.Element));
    }

    private void WriteSchemaSecond(in Frame frame, Undeclared production)
    {
        Undeclared[] second = UndeclaredOf(frame);
        if (CodeOf(second, production) < 0)
        {
            throw Failure(_strict
                ? $"an event ({production}) that the strict schema does not allow here"
                : $"an event ({production}) for which the options leave no production");
        }

        int declared = _rows!.States[frame.State].Count;
        WriteFirst(declared, declared + 1);
        WriteSecond(second, production);
    }

    private void WriteDeclared(in Frame frame, int code)
    {
        ref readonly GrammarRows.StateRow row = ref _rows!.States[frame.State];
        Bits.WriteNBit((uint)code, HasUndeclared(frame, row) ? row.WidthWithEscape : row.Width);
    }

    /// <summary>Whether <see cref="UndeclaredOf"/> has anything: always, unless the stream is strict.</summary>
    private bool HasUndeclared(in Frame frame, in GrammarRows.StateRow row) =>
        !_strict || ((row.Flags & GrammarImage.FirstStartTag) != 0 && !frame.IsCast && UndeclaredOf(frame).Length > 0);

    private void WriteSchemaAttribute(ref Frame frame, WrittenName attribute, string prefix, WrittenValue value)
    {
        int state = frame.State;
        int name = _names.NumberOf(attribute);
        int code = name < 0 ? -1 : _productions!.FindAttribute(state, name);
        BitMark mark = Bits.Mark;
        if (code >= 0)
        {
            int production = _rows!.States[state].First + code;
            int next = _rows.Productions[production].Next;
            WriteDeclared(frame, code);
            WritePrefix(attribute.Uri, prefix);
            if (TryWriteValue(name, _datatypes![_rows.Productions[production].Operand], value))
            {
                frame.State = next;
                return;
            }

            Bits.Rewind(mark);
            WriteUntypedAttribute(ref frame, attribute, prefix, value, code, next);
            return;
        }

        Datatype global = GlobalAttributeDatatype(name);
        if (!CanWrite(global, value))
        {
            WriteUntypedAttribute(ref frame, attribute, prefix, value, _rows!.States[state].Attributes, state);
            return;
        }

        int wildcard = FindWildcard(state, _names.IdOf(attribute.Uri));
        if (wildcard >= 0)
        {
            int production = _rows!.States[state].First + wildcard;
            WriteDeclared(frame, wildcard);
            frame.State = _rows.Productions[production].Next;
            name = _rows.Productions[production].Kind == ProductionKind.AttributeAny ? WriteQName(attribute) : WriteLocalName(attribute);
        }
        else
        {
            if (_strict)
                throw Failure($"attribute {{{attribute.Uri.Text}}}{attribute.Local}, which the strict schema does not allow here");
            WriteSchemaSecond(frame, Undeclared.AttributeAny);
            name = WriteQName(attribute);
        }

        WritePrefix(attribute.Uri, prefix);
        TryWriteValue(name, global, value);
    }

    /// <summary>The code of AT(uri:*), else of AT(*), else -1.</summary>
    private int FindWildcard(int state, int uri)
    {
        ref readonly GrammarRows.StateRow row = ref _rows!.States[state];
        for (int code = row.Attributes; code < row.Count; code++)
        {
            switch (_rows.Productions[row.First + code].Kind)
            {
                case ProductionKind.AttributeUri:
                    if (uri >= 0 && _rows.Productions[row.First + code].Operand == uri)
                        return code;
                    break;

                case ProductionKind.AttributeAny:
                    return code;

                default:
                    return -1;
            }
        }

        return -1;
    }

    private Datatype GlobalAttributeDatatype(int name)
    {
        int attribute = name >= 0 && name < _names.InitialNameCount ? _rows!.GlobalAttribute[name] : -1;
        return attribute < 0 ? Datatype.Untyped : _datatypes![_image!.AttributeDatatype(attribute)];
    }

    /// <summary>AT(qname)[untyped value] or AT(*)[untyped value]: three parts.</summary>
    private void WriteUntypedAttribute(ref Frame frame, WrittenName attribute, string prefix, WrittenValue value, int third, int next)
    {
        if (_strict)
            throw Failure($"a value of attribute {{{attribute.Uri.Text}}}{attribute.Local} that is not of its type");
        int attributes = _rows!.States[frame.State].Attributes;
        WriteSchemaSecond(frame, Undeclared.AttributeUntyped);
        Bits.WriteNBit((uint)third, CodeWidth.Of(attributes + 1));
        int name = third == attributes ? WriteQName(attribute) : _names.NumberOf(attribute);
        WritePrefix(attribute.Uri, prefix);
        frame.State = next;
        WriteUntyped(name, value);
    }

    private void SchemaCharacters(ref Frame frame, WrittenValue value)
    {
        ref readonly GrammarRows.StateRow row = ref _rows!.States[frame.State];
        bool declaresCharacters = (row.Flags & GrammarImage.HasCharacters) != 0;
        for (int code = row.Count - 1; declaresCharacters && code >= 0; code--)
        {
            int production = row.First + code;
            int kind = _rows.Productions[production].Kind;
            if (kind < ProductionKind.CharactersTyped)
                break;
            if (kind == ProductionKind.EndDocument)
                continue;
            Datatype datatype = kind == ProductionKind.CharactersTyped ? _datatypes![_rows.Productions[production].Operand] : Datatype.Untyped;
            BitMark mark = Bits.Mark;
            WriteDeclared(frame, code);
            if (TryWriteValue(frame.Name, datatype, value))
            {
                frame.State = _rows.Productions[production].Next;
                return;
            }

            Bits.Rewind(mark);
        }

        // White space between the tags of element-only content is no content. Canonical EXI has its own rules, applied before this.
        if (!declaresCharacters && (_canonical is null || _strict) && !value.IsTyped && XmlCharacters.IsWhiteSpace(value.Text))
            return;
        if (_strict)
            throw Failure(declaresCharacters ? "text that is not of its type" : "text, which the strict schema does not allow here");
        WriteSchemaSecond(frame, Undeclared.Characters);
        frame.State = row.Content;
        WriteUntyped(frame.Name, value);
    }

    private void EndSchemaElement(ref Frame frame)
    {
        ref readonly GrammarRows.StateRow row = ref _rows!.States[frame.State];
        int characters = -1;
        for (int code = row.Count - 1; code >= 0; code--)
        {
            int kind = _rows.Productions[row.First + code].Kind;
            if (kind == ProductionKind.EndElement)
            {
                WriteDeclared(frame, code);
                return;
            }

            if (kind == ProductionKind.CharactersTyped)
                characters = row.First + code;
            else if (kind < ProductionKind.EndElement)
                break;
        }

        if (!_strict)
        {
            WriteSchemaSecond(frame, Undeclared.EndElement);
            return;
        }

        // Strict grammars want the characters of simple content: an empty text, if the type has it.
        BitMark mark = Bits.Mark;
        if (characters >= 0)
        {
            WriteDeclared(frame, characters - row.First);
            if (TryWriteValue(frame.Name, _datatypes![_rows.Productions[characters].Operand], default))
            {
                frame.State = _rows.Productions[characters].Next;
                EndSchemaElement(ref frame);
                return;
            }

            Bits.Rewind(mark);
        }

        throw Failure("an end tag before the content that the strict schema requires");
    }
}
