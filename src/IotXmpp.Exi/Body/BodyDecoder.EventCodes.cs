using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>Event codes to productions (EXI 6.2, 8.4, 8.5), and what each production sets going.</summary>
internal sealed partial class BodyDecoder
{
    private LearnedProductions _fragment = new();

    private void ReadEventCode(ref BitReader bits)
    {
        switch (_frames.Top.Kind)
        {
            case FrameKind.Schema: ReadSchemaCode(ref bits); break;
            case FrameKind.BuiltInStartTag: ReadBuiltInCode(ref bits, _frames.Top.BuiltIn!.StartTag, _undeclared.BuiltInStartTag, isContent: false); break;
            case FrameKind.BuiltInContent: ReadBuiltInCode(ref bits, _frames.Top.BuiltIn!.Content, _undeclared.BuiltInContent, isContent: true); break;
            case FrameKind.DocContent: ReadDocContentCode(ref bits); break;
            case FrameKind.DocEnd: ReadDocEndCode(ref bits); break;
            default: ReadFragmentCode(ref bits); break;
        }
    }

    private void ReadDocContentCode(ref BitReader bits)
    {
        int declared = _image is null ? 1 : _image.ProductionCount(_frames.Top.State);
        Undeclared[] second = _undeclared.DocContent;
        if (!TryReadFirst(ref bits, declared, second.Length > 0, out int code))
            return;
        if (code == declared)
            ReadSecond(ref bits, second);
        else if (_image is null)
            BeginAnyElement(-1);
        else
            Declared(ref bits, _image.FirstProduction(_frames.Top.State) + code);
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
        int declared = _image is null ? _fragment.Count + 2 : _image.ProductionCount(_frames.Top.State);
        if (!TryReadFirst(ref bits, declared, _undeclared.ThirdParts.Length > 0, out int code))
            return;
        if (code == declared)
            ReadCommentOrInstruction(ref bits);
        else if (_image is not null)
            Declared(ref bits, _image.FirstProduction(_frames.Top.State) + code);
        else if (code < _fragment.Count)
            BeginElement(ref bits, _fragment[code].Name);
        else if (code == _fragment.Count)
            BeginAnyElement(-1, learn: true);
        else
            EndDocument();
    }

    private void ReadSchemaCode(ref BitReader bits)
    {
        ref Frame frame = ref _frames.Top;
        int state = frame.State;
        int declared = _image!.ProductionCount(state);
        Undeclared[] second = UndeclaredOf(frame);
        if (!TryReadFirst(ref bits, declared, second.Length > 0, out int code))
            return;
        if (code < declared)
            Declared(ref bits, _image.FirstProduction(state) + code);
        else
            ReadSecond(ref bits, second);
    }

    private Undeclared[] UndeclaredOf(in Frame frame)
    {
        int flags = _image!.StateFlags(frame.State);
        bool offersCast = _options.Strict && (flags & GrammarImage.FirstStartTag) != 0 && !frame.IsCast;
        return _undeclared.Of(
            flags,
            castable: offersCast && _image.TypeIsCastable(frame.Type),
            nillable: offersCast && frame.Element >= 0 && _image.ElementIsNillable(frame.Element));
    }

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
            case ExiEventType.Characters: BeginCharacters(Datatype.Untyped); break;
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
            throw Failure(bits, $"event code {code} where there are {count}");
        return true;
    }

    private void ReadSecond(ref BitReader bits, Undeclared[] second)
    {
        uint code = bits.ReadNBit(CodeWidth.Of(second.Length));
        if (bits.Starved)
            return;
        if (code >= (uint)second.Length)
            throw Failure(bits, $"second part {code} of an event code where there are {second.Length}");

        ref Frame frame = ref _frames.Top;
        bool builtIn = frame.Kind is FrameKind.BuiltInStartTag or FrameKind.BuiltInContent;
        int content = frame.Kind == FrameKind.Schema ? _image!.ContentState(frame.State) : -1;
        switch (second[code])
        {
            case Undeclared.EndElement:
                if (builtIn)
                    _builtIns.Learn(frame.BuiltIn!, frame.BuiltIn!.StartTag, ExiEventType.EndElement, BuiltInGrammar.NoName, once: true);
                EndElement();
                break;

            case Undeclared.XsiType:
                _next = frame.State;
                BeginAttribute(ref bits, _names.XsiType);
                break;

            case Undeclared.XsiNil:
                _next = frame.State;
                BeginAttribute(ref bits, _names.XsiNil);
                break;

            case Undeclared.AttributeAny:
                _next = frame.State;
                _learn = builtIn;
                BeginName(NameUse.Attribute);
                break;

            case Undeclared.AttributeUntyped:
                ReadUntypedAttribute(ref bits);
                break;

            case Undeclared.Namespace:
                _step = Step.NamespaceUri;
                break;

            case Undeclared.SelfContained:
                BeginSelfContained(ref bits);
                break;

            case Undeclared.StartElementAny:
                BeginAnyElement(content, learn: builtIn);
                break;

            case Undeclared.Characters:
                if (builtIn)
                    _builtIns.Learn(frame.BuiltIn!, Learned(frame), ExiEventType.Characters, BuiltInGrammar.NoName, once: true);
                _next = content;
                BeginCharacters(Datatype.Untyped);
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

    private static LearnedProductions Learned(in Frame frame) =>
        frame.Kind == FrameKind.BuiltInStartTag ? frame.BuiltIn!.StartTag : frame.BuiltIn!.Content;

    private void ReadUntypedAttribute(ref BitReader bits)
    {
        int state = _frames.Top.State;
        int attributes = _image!.AttributeCount(state);
        int code = (int)bits.ReadNBit(CodeWidth.Of(attributes + 1));
        if (bits.Starved)
            return;
        if (code > attributes)
            throw Failure(bits, $"third part {code} of an event code where there are {attributes + 1}");

        _untyped = true;
        if (code == attributes)
        {
            _next = state;
            BeginName(NameUse.Attribute);
            return;
        }

        int production = _image.FirstProduction(state) + code;
        _next = _image.ProductionNext(production);
        BeginAttribute(ref bits, _image.AttributeQName(_image.ProductionOperand(production)));
    }

    private void ReadCommentOrInstruction(ref BitReader bits)
    {
        ExiEventType[] third = _undeclared.ThirdParts;
        uint code = bits.ReadNBit(CodeWidth.Of(third.Length));
        if (bits.Starved)
            return;
        if (code >= (uint)third.Length)
            throw Failure(bits, $"third part {code} of an event code where there are {third.Length}");
        ref Frame frame = ref _frames.Top;
        MoveToContent(frame.Kind == FrameKind.Schema ? _image!.ContentState(frame.State) : -1);
        BeginTexts(third[code], third[code] == ExiEventType.Comment ? 1 : 2);
    }

    /// <summary>Executes a declared production of the image.</summary>
    private void Declared(ref BitReader bits, int production)
    {
        int operand = _image!.ProductionOperand(production);
        _next = _image.ProductionNext(production);
        switch (_image.GetProductionKind(production))
        {
            case ProductionKind.Attribute:
                _valueDatatype = _datatypes![_image.AttributeDatatype(operand)];
                BeginAttribute(ref bits, _image.AttributeQName(operand));
                break;

            case ProductionKind.AttributeUri:
                _uri = operand;
                BeginName(NameUse.Attribute, Step.LocalName);
                break;

            case ProductionKind.AttributeAny:
                BeginName(NameUse.Attribute);
                break;

            case ProductionKind.StartElement:
                _operandElement = operand;
                _nameUse = NameUse.Element;
                EndName(ref bits, _image.ElementQName(operand));
                break;

            case ProductionKind.StartElementUri:
                _uri = operand;
                _operandElement = -1;
                BeginName(NameUse.Element, Step.LocalName);
                break;

            case ProductionKind.StartElementAny:
                BeginAnyElement(_next);
                break;

            case ProductionKind.EndElement:
                EndElement();
                break;

            case ProductionKind.CharactersTyped:
                BeginCharacters(_datatypes![operand]);
                break;

            case ProductionKind.CharactersUntyped:
                BeginCharacters(Datatype.Untyped);
                break;

            case ProductionKind.EndDocument:
                EndDocument();
                break;

            default:
                throw new InvalidOperationException("The grammar image has an unknown production.");
        }
    }

    private void BeginAnyElement(int next, bool learn = false)
    {
        _next = next;
        _learn = learn;
        _operandElement = -1;
        BeginName(NameUse.Element);
    }

    private void BeginName(NameUse use, Step step = Step.Uri)
    {
        _nameUse = use;
        _step = step;
    }
}
