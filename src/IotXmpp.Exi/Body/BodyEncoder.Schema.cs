using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>Attributes, characters and ends in schema-informed grammars (EXI 8.5.4).</summary>
internal sealed partial class BodyEncoder
{
    private Undeclared[] UndeclaredOf(in Frame frame)
    {
        int flags = _image!.StateFlags(frame.State);
        bool offersCast = _options.Strict && (flags & GrammarImage.FirstStartTag) != 0 && !frame.IsCast;
        return _undeclared.Of(
            flags,
            castable: offersCast && _image.TypeIsCastable(frame.Type),
            nillable: offersCast && frame.Element >= 0 && _image.ElementIsNillable(frame.Element));
    }

    private void WriteSchemaSecond(in Frame frame, Undeclared production)
    {
        Undeclared[] second = UndeclaredOf(frame);
        if (Array.IndexOf(second, production) < 0)
        {
            throw Failure(_options.Strict
                ? $"an event ({production}) that the strict schema does not allow here"
                : $"an event ({production}) for which the options leave no production");
        }

        int declared = _image!.ProductionCount(frame.State);
        WriteFirst(declared, declared + 1);
        WriteSecond(second, production);
    }

    private void WriteDeclared(in Frame frame, int code)
    {
        int declared = _image!.ProductionCount(frame.State);
        WriteFirst(code, declared + (UndeclaredOf(frame).Length > 0 ? 1 : 0));
    }

    private void WriteSchemaAttribute(ref Frame frame, TagAttribute attribute)
    {
        int state = frame.State;
        int first = _image!.FirstProduction(state);
        int attributes = _image.AttributeCount(state);
        int uri = _names.FindUri(attribute.Uri);
        int name = uri < 0 ? -1 : _names.FindName(uri, attribute.Local);
        for (int code = 0; code < attributes && name >= 0; code++)
        {
            int declaration = _image.ProductionOperand(first + code);
            if (_image.AttributeQName(declaration) != name)
                continue;
            Datatype datatype = _datatypes![_image.AttributeDatatype(declaration)];
            int next = _image.ProductionNext(first + code);
            if (!ValueWriter.CanWrite(datatype, attribute.Value))
            {
                WriteUntypedAttribute(ref frame, attribute, code, next);
                return;
            }

            WriteDeclared(frame, code);
            WritePrefix(uri, attribute.Prefix);
            frame.State = next;
            WriteValue(name, datatype, attribute.Value);
            return;
        }

        Datatype global = GlobalAttributeDatatype(name);
        bool canWrite = ValueWriter.CanWrite(global, attribute.Value);
        int wildcard = canWrite ? FindWildcard(state, uri) : -1;
        if (wildcard >= 0)
        {
            WriteDeclared(frame, wildcard);
            bool isAny = _image.GetProductionKind(first + wildcard) == ProductionKind.AttributeAny;
            frame.State = _image.ProductionNext(first + wildcard);
            name = isAny ? WriteQName(attribute.Uri, attribute.Local) : WriteLocalName(uri, attribute.Local);
            WritePrefix(_names.UriIdOf(name), attribute.Prefix);
            WriteValue(name, global, attribute.Value);
            return;
        }

        if (_options.Strict)
        {
            throw Failure(canWrite
                ? $"attribute {{{attribute.Uri}}}{attribute.Local}, which the strict schema does not allow here"
                : $"a value of attribute {{{attribute.Uri}}}{attribute.Local} that is not of its type");
        }

        if (!canWrite)
        {
            WriteUntypedAttribute(ref frame, attribute, attributes, state);
            return;
        }

        WriteSchemaSecond(frame, Undeclared.AttributeAny);
        name = WriteQName(attribute.Uri, attribute.Local);
        WritePrefix(_names.UriIdOf(name), attribute.Prefix);
        WriteValue(name, global, attribute.Value);
    }

    /// <summary>The code of AT(uri:*), else of AT(*), else -1.</summary>
    private int FindWildcard(int state, int uri)
    {
        int first = _image!.FirstProduction(state);
        int count = _image.ProductionCount(state);
        for (int code = _image.AttributeCount(state); code < count; code++)
        {
            switch (_image.GetProductionKind(first + code))
            {
                case ProductionKind.AttributeUri:
                    if (uri >= 0 && _image.ProductionOperand(first + code) == uri)
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
        int attribute = name >= 0 && name < _names.InitialNameCount ? _image!.FindGlobalAttribute(name) : -1;
        return attribute < 0 ? Datatype.Untyped : _datatypes![_image!.AttributeDatatype(attribute)];
    }

    /// <summary>AT(qname)[untyped value] or AT(*)[untyped value]: three parts.</summary>
    private void WriteUntypedAttribute(ref Frame frame, TagAttribute attribute, int third, int next)
    {
        if (_options.Strict)
            throw Failure($"a value of attribute {{{attribute.Uri}}}{attribute.Local} that is not of its type");
        int attributes = _image!.AttributeCount(frame.State);
        WriteSchemaSecond(frame, Undeclared.AttributeUntyped);
        Bits.WriteNBit((uint)third, CodeWidth.Of(attributes + 1));
        int uri = _names.FindUri(attribute.Uri);
        int name = third == attributes ? WriteQName(attribute.Uri, attribute.Local) : _names.FindName(uri, attribute.Local);
        WritePrefix(_names.UriIdOf(name), attribute.Prefix);
        frame.State = next;
        WriteValue(name, Datatype.Untyped, attribute.Value);
    }

    private void SchemaCharacters(ref Frame frame, string text)
    {
        int state = frame.State;
        int first = _image!.FirstProduction(state);
        int count = _image.ProductionCount(state);
        bool declaresCharacters = (_image.StateFlags(state) & GrammarImage.HasCharacters) != 0;
        for (int code = count - 1; declaresCharacters && code >= 0; code--)
        {
            int kind = _image.GetProductionKind(first + code);
            if (kind < ProductionKind.CharactersTyped)
                break;
            if (kind == ProductionKind.EndDocument)
                continue;
            Datatype datatype = kind == ProductionKind.CharactersTyped
                ? _datatypes![_image.ProductionOperand(first + code)]
                : Datatype.Untyped;
            if (!ValueWriter.CanWrite(datatype, text))
                continue;
            WriteDeclared(frame, code);
            frame.State = _image.ProductionNext(first + code);
            WriteValue(frame.Name, datatype, text);
            return;
        }

        // White space between the tags of element-only content is no content. Canonical EXI has its own rules, applied before this.
        if (!declaresCharacters && (_canonical is null || _options.Strict) && XmlCharacters.IsWhiteSpace(text))
            return;
        if (_options.Strict)
            throw Failure(declaresCharacters ? "text that is not of its type" : "text, which the strict schema does not allow here");
        WriteSchemaSecond(frame, Undeclared.Characters);
        frame.State = _image.ContentState(state);
        WriteValue(frame.Name, Datatype.Untyped, text);
    }

    private void EndSchemaElement(ref Frame frame)
    {
        int state = frame.State;
        int first = _image!.FirstProduction(state);
        int count = _image.ProductionCount(state);
        int characters = -1;
        for (int code = count - 1; code >= 0; code--)
        {
            int kind = _image.GetProductionKind(first + code);
            if (kind == ProductionKind.EndElement)
            {
                WriteDeclared(frame, code);
                return;
            }

            if (kind == ProductionKind.CharactersTyped)
                characters = code;
        }

        if (!_options.Strict)
        {
            WriteSchemaSecond(frame, Undeclared.EndElement);
            return;
        }

        // Strict grammars want the characters of simple content: an empty text, if the type has it.
        Datatype? datatype = characters < 0 ? null : _datatypes![_image.ProductionOperand(first + characters)];
        if (datatype is null || !ValueWriter.CanWrite(datatype, ""))
            throw Failure("an end tag before the content that the strict schema requires");
        WriteDeclared(frame, characters);
        frame.State = _image.ProductionNext(first + characters);
        WriteValue(frame.Name, datatype, "");
        EndSchemaElement(ref frame);
    }
}
