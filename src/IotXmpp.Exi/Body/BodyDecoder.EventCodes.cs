using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>Event codes to productions (EXI 6.2, 8.4, 8.5), and what each production sets going.</summary>
internal sealed partial class BodyDecoder
{
    private void ReadEventCode(ref BitReader bits)
    {
        ref OpenElement top = ref Top;
        if (top.Kind == FrameKind.Schema)
        {
            ReadSchemaCode(ref bits, ref top);
            return;
        }

        switch (top.Kind)
        {
            case FrameKind.BuiltInStartTag: ReadBuiltInCode(ref bits, _builtIns.At(top.BuiltIn).StartTag, _undeclared.BuiltInStartTag, isContent: false); break;
            case FrameKind.BuiltInContent: ReadBuiltInCode(ref bits, _builtIns.At(top.BuiltIn).Content, _undeclared.BuiltInContent, isContent: true); break;
            case FrameKind.DocContent: ReadDocContentCode(ref bits); break;
            case FrameKind.DocEnd: ReadDocEndCode(ref bits); break;
            default: ReadFragmentCode(ref bits); break;
        }
    }

    private void ReadDocContentCode(ref BitReader bits)
    {
        int declared = _rows is null ? 1 : _states[Top.State].Count;
        Undeclared[] second = _undeclared.DocContent;
        if (!TryReadFirst(ref bits, declared, second.Length > 0, out int code))
            return;
        if (code == declared)
            ReadSecond(ref bits, second);
        else if (_rows is null)
            BeginAnyElement(ref bits, -1);
        else
            Declared(ref bits, ref _productions[_states[Top.State].First + code]);
    }

    private void ReadDocEndCode(ref BitReader bits)
    {
        ExiEventType[] third = _undeclared.ThirdParts;
        if (!TryReadFirst(ref bits, 1, third.Length > 0, out int code))
            return;
        if (code == 0)
            EndDocument();
        else
            ReadCommentOrInstruction(ref bits);
    }

    private void ReadFragmentCode(ref BitReader bits)
    {
        // Schema-informed, ED is the last declared production; built-in, the codes are: learned ones, SE(*), ED.
        int declared = _rows is null ? _fragment.Count + 2 : _states[Top.State].Count;
        if (!TryReadFirst(ref bits, declared, _undeclared.ThirdParts.Length > 0, out int code))
            return;
        if (code == declared)
            ReadCommentOrInstruction(ref bits);
        else if (_rows is not null)
            Declared(ref bits, ref _productions[_states[Top.State].First + code]);
        else if (code < _fragment.Count)
            BeginElement(ref bits, _fragment[code].Name);
        else if (code == _fragment.Count)
            BeginAnyElement(ref bits, -1, learn: true);
        else
            EndDocument();
    }

    private void ReadSchemaCode(ref BitReader bits, ref OpenElement top)
    {
        ref GrammarRows.StateRow state = ref _states[top.State];
        bool hasMore = !_strict || (top.Casts != 0 && (state.Flags & GrammarImage.FirstStartTag) != 0);
        int code = (int)bits.ReadNBit(hasMore ? state.WidthWithEscape : state.Width);
        if (bits.Starved)
            return;
        if (code < state.Count)
            Declared(ref bits, ref _productions[state.First + code]);
        else if (hasMore && code == state.Count)
            ReadSecond(ref bits, _undeclared.Of(state.Flags, castable: (top.Casts & GrammarRows.Castable) != 0, nillable: (top.Casts & GrammarRows.Nillable) != 0));
        else
            ThrowCode(bits, code, state.Count + (hasMore ? 1 : 0));
    }

    private void ThrowCode(in BitReader bits, int code, int count) => throw Failure(bits, $"event code {code} where there are {count}");

    private void ReadBuiltInCode(ref BitReader bits, LearnedProductions learned, Undeclared[] second, bool isContent)
    {
        int declared = learned.Count + (isContent ? 1 : 0);
        if (!TryReadFirst(ref bits, declared, hasMore: true, out int code))
            return;
        if (code == declared)
        {
            ReadSecond(ref bits, second);
            return;
        }

        if (code == learned.Count)
        {
            EndElement();
            return;
        }

        (ExiEventType type, int name) = learned[code];
        switch (type)
        {
            case ExiEventType.StartElement: BeginElement(ref bits, name); break;
            case ExiEventType.Attribute: BeginAttribute(ref bits, name); break;
            case ExiEventType.Characters: BeginCharacters(ref bits, Datatype.Untyped); break;
            default: EndElement(); break;
        }
    }

    /// <summary>Reads a first part; <paramref name="declared"/> is the code that announces a second one. False: starved.</summary>
    private bool TryReadFirst(ref BitReader bits, int declared, bool hasMore, out int code)
    {
        int count = declared + (hasMore ? 1 : 0);
        code = (int)bits.ReadNBit(CodeWidth.Of(count));
        if (bits.Starved)
            return false;
        if (code >= count)
            ThrowCode(bits, code, count);
        return true;
    }

    private void ReadSecond(ref BitReader bits, Undeclared[] second)
    {
        uint code = bits.ReadNBit(CodeWidth.Of(second.Length));
        if (bits.Starved)
            return;
        if (code >= (uint)second.Length)
            throw Failure(bits, $"second part {code} of an event code where there are {second.Length}");

        ref OpenElement top = ref Top;
        bool builtIn = top.Kind is FrameKind.BuiltInStartTag or FrameKind.BuiltInContent;
        int content = top.Kind == FrameKind.Schema ? _states[top.State].Content : -1;
        switch (second[code])
        {
            case Undeclared.EndElement:
                if (builtIn)
                    _builtIns.Learn(_builtIns.At(top.BuiltIn), _builtIns.At(top.BuiltIn).StartTag, ExiEventType.EndElement, BuiltInGrammar.NoName, once: true);
                EndElement();
                break;

            case Undeclared.XsiType:
                _next = top.State;
                BeginAttribute(ref bits, _xsiType);
                break;

            case Undeclared.XsiNil:
                _next = top.State;
                BeginAttribute(ref bits, _xsiNil);
                break;

            case Undeclared.AttributeAny:
                _next = top.State;
                _learn = builtIn;
                BeginName(ref bits, NameUse.Attribute);
                break;

            case Undeclared.AttributeUntyped:
                ReadUntypedAttribute(ref bits);
                break;

            case Undeclared.Namespace:
                Enter(Step.NamespaceUri, bits);
                break;

            case Undeclared.SelfContained:
                BeginSelfContained(ref bits);
                break;

            case Undeclared.StartElementAny:
                BeginAnyElement(ref bits, content, learn: builtIn);
                break;

            case Undeclared.Characters:
                if (builtIn)
                    _builtIns.Learn(_builtIns.At(top.BuiltIn), Learned(top), ExiEventType.Characters, BuiltInGrammar.NoName, once: true);
                _next = content;
                BeginCharacters(ref bits, Datatype.Untyped);
                break;

            case Undeclared.EntityReference:
                MoveToContent(content);
                BeginTexts(ExiEventType.EntityReference, 1);
                break;

            case Undeclared.DocType:
                BeginTexts(ExiEventType.DocType, 4);
                break;

            default:
                ReadCommentOrInstruction(ref bits);
                break;
        }
    }

    private LearnedProductions Learned(in OpenElement top) =>
        top.Kind == FrameKind.BuiltInStartTag ? _builtIns.At(top.BuiltIn).StartTag : _builtIns.At(top.BuiltIn).Content;

    private void ReadUntypedAttribute(ref BitReader bits)
    {
        int state = Top.State;
        int attributes = _states[state].Attributes;
        int code = (int)bits.ReadNBit(CodeWidth.Of(attributes + 1));
        if (bits.Starved)
            return;
        if (code > attributes)
            throw Failure(bits, $"third part {code} of an event code where there are {attributes + 1}");

        _untyped = true;
        if (code == attributes)
        {
            _next = state;
            BeginName(ref bits, NameUse.Attribute);
            return;
        }

        ref GrammarRows.ProductionRow production = ref _productions[_states[state].First + code];
        _next = production.Next;
        BeginAttribute(ref bits, production.Name);
    }

    private void ReadCommentOrInstruction(ref BitReader bits)
    {
        ExiEventType[] third = _undeclared.ThirdParts;
        uint code = bits.ReadNBit(CodeWidth.Of(third.Length));
        if (bits.Starved)
            return;
        if (code >= (uint)third.Length)
            throw Failure(bits, $"third part {code} of an event code where there are {third.Length}");
        ref OpenElement top = ref Top;
        MoveToContent(top.Kind == FrameKind.Schema ? _states[top.State].Content : -1);
        BeginTexts(third[code], third[code] == ExiEventType.Comment ? 1 : 2);
    }

    /// <summary>Executes a declared production of the image.</summary>
    private void Declared(ref BitReader bits, ref GrammarRows.ProductionRow production)
    {
        _next = production.Next;
        switch (production.Kind)
        {
            case ProductionKind.Attribute:
                _valueDatatype = production.Operand;
                BeginAttribute(ref bits, production.Name);
                break;

            case ProductionKind.AttributeUri:
                _uri = production.Operand;
                BeginName(ref bits, NameUse.Attribute, Step.LocalName);
                break;

            case ProductionKind.AttributeAny:
                BeginName(ref bits, NameUse.Attribute);
                break;

            case ProductionKind.StartElement:
                _operandElement = production.Operand;
                _nameUse = NameUse.Element;
                EndName(ref bits, production.Name);
                break;

            case ProductionKind.StartElementUri:
                _uri = production.Operand;
                _operandElement = -1;
                BeginName(ref bits, NameUse.Element, Step.LocalName);
                break;

            case ProductionKind.StartElementAny:
                BeginAnyElement(ref bits, _next);
                break;

            case ProductionKind.EndElement:
                EndElement();
                break;

            case ProductionKind.CharactersTyped:
                BeginCharacters(ref bits, _datatypes![production.Operand]);
                break;

            case ProductionKind.CharactersUntyped:
                BeginCharacters(ref bits, Datatype.Untyped);
                break;

            case ProductionKind.EndDocument:
                EndDocument();
                break;

            default:
                throw new InvalidOperationException("The grammar image has an unknown production.");
        }
    }

    private void BeginAnyElement(ref BitReader bits, int next, bool learn = false)
    {
        _next = next;
        _learn = learn;
        _operandElement = -1;
        BeginName(ref bits, NameUse.Element);
    }

    private void BeginName(ref BitReader bits, NameUse use, Step step = Step.Uri)
    {
        _nameUse = use;
        Enter(step, bits);
        if (step == Step.Uri)
            ReadUri(ref bits);
        else
            ReadLocalName(ref bits);
    }
}
