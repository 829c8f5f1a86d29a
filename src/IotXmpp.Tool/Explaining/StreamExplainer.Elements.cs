using IotXmpp.Exi.Portable;

namespace IotXmpp.Tool.Explaining;

// Schema-informed element grammars (EXI 8.5.4) and built-in ones (8.4.3).
internal sealed partial class StreamExplainer
{
    private void Informed((string Uri, string LocalName) name, int state, int type, bool nillable, bool switched)
    {
        while (true)
        {
            int flags = _image.StateFlags(state);
            bool first = (flags & GrammarImage.FirstStartTag) != 0;
            int declared = _image.ProductionCount(state);
            List<string> second = _options.Strict ? Strict(first && !switched, type, nillable) : Undeclared(flags, first);
            string place = $"{TypeName(type, name)}, state {state}";
            int count = declared + (second.Count > 0 ? 1 : 0);
            int code = _bits.OneOf(count);
            if (code < declared)
            {
                int production = _image.FirstProduction(state) + code;
                Code($"{code}", count, Terminal(production), place);
                if (_image.GetProductionKind(production) == ProductionKind.EndElement)
                    return;
                Declared(production, name);
                state = _image.ProductionNext(production);
                continue;
            }

            int part = _bits.OneOf(second.Count);
            string undeclared = second[part];
            string codes = $"{code}.{part} (of {count}.{second.Count})";
            if (undeclared == CommentOrPi)
            {
                CommentOrInstruction(codes, place);
                state = _image.ContentState(state);
                continue;
            }

            if (undeclared == UntypedAttribute)
            {
                state = Untyped(state, codes, place);
                continue;
            }

            Code(codes, 0, undeclared + ", not declared here", place);
            switch (undeclared)
            {
                case "EE":
                    return;
                case "AT(xsi:type)":
                    _tables.ReadPrefixOf(Xsi);
                    int target = XsiType();
                    if (target >= 0)
                        (type, state, switched) = (target, _image.TypeStartState(target), true);
                    break;
                case "AT(xsi:nil)":
                    _tables.ReadPrefixOf(Xsi);
                    if (_values.ReadNil((Xsi, "nil")))
                        (state, switched) = (_image.TypeEmptyState(type), true);
                    break;
                case "AT(*)":
                    AnyAttribute(_tables.ReadQName());
                    break;
                case "NS":
                    _declarations.Add(_tables.ReadNamespace());
                    break;
                case "SE(*)":
                    AnyElement(_tables.ReadQName());
                    state = _image.ContentState(state);
                    break;
                case "CH":
                    Value(GrammarImage.None, name);
                    state = _image.ContentState(state);
                    break;
                default:
                    EntityReference();
                    state = _image.ContentState(state);
                    break;
            }
        }
    }

    private const string CommentOrPi = "CM, PI";
    private const string UntypedAttribute = "AT [untyped value]";

    private void Declared(int production, (string, string) name)
    {
        switch (_image.GetProductionKind(production))
        {
            case ProductionKind.Attribute:
                int attribute = _image.ProductionOperand(production);
                var attributeName = Name(_image.AttributeQName(attribute));
                _tables.ReadPrefixOf(attributeName.Uri);
                Value(_image.AttributeDatatype(attribute), attributeName);
                break;
            case ProductionKind.AttributeUri:
                AnyAttribute(_tables.ReadQName(_image.ProductionOperand(production)));
                break;
            case ProductionKind.AttributeAny:
                AnyAttribute(_tables.ReadQName());
                break;
            case ProductionKind.CharactersTyped:
                Value(_image.ProductionOperand(production), name);
                break;
            case ProductionKind.CharactersUntyped:
                Value(GrammarImage.None, name);
                break;
            default:
                Child(production);
                break;
        }
    }

    /// <summary>A declared attribute whose value is none of its type, or any other with an untyped value; returns the next state.</summary>
    private int Untyped(int state, string codes, string place)
    {
        int count = _image.AttributeCount(state);
        int third = _bits.OneOf(count + 1);
        if (third == count)
        {
            Code($"{codes}.{third}", 0, "AT(*) [untyped value]", place);
            var any = _tables.ReadQName();
            Value(GrammarImage.None, any);
            return state;
        }

        int production = _image.FirstProduction(state) + third;
        Code($"{codes}.{third}", 0, Terminal(production) + " [untyped value]", place);
        var name = Name(_image.AttributeQName(_image.ProductionOperand(production)));
        _tables.ReadPrefixOf(name.Uri);
        Value(GrammarImage.None, name);
        return _image.ProductionNext(production);
    }

    private List<string> Strict(bool first, int type, bool nillable)
    {
        var second = new List<string>();
        if (first && _image.TypeIsCastable(type))
            second.Add("AT(xsi:type)");
        if (first && nillable)
            second.Add("AT(xsi:nil)");
        return second;
    }

    private List<string> Undeclared(int flags, bool first)
    {
        var second = new List<string>();
        if ((flags & GrammarImage.HasEndElement) == 0)
            second.Add("EE");
        if (first)
            second.AddRange(["AT(xsi:type)", "AT(xsi:nil)"]);
        if ((flags & GrammarImage.StartTag) != 0)
            second.AddRange(["AT(*)", UntypedAttribute]);
        if (first && Prefixes)
            second.Add("NS");
        second.AddRange(["SE(*)", "CH"]);
        if (Dtd)
            second.Add("ER");
        if (Comments || Instructions)
            second.Add(CommentOrPi);
        return second;
    }

    private void AnyAttribute((string Uri, string LocalName) name)
    {
        int qname = Find(name);
        int global = qname < 0 ? GrammarImage.None : _image.FindGlobalAttribute(qname);
        if (global < 0)
            Value(GrammarImage.None, name);
        else
            Value(_image.AttributeDatatype(global), name);
    }

    private void EntityReference()
    {
        string entity = _bits.String();
        _bits.Note("entity reference", $"&{entity};");
    }

    /// <summary>The type that xsi:type names, None if the schema has no such type.</summary>
    private int XsiType()
    {
        (string Uri, string LocalName) target;
        if (Lexical)
        {
            string[] parts = _tables.ReadValue((Xsi, "type"), [], "String (lexical values are preserved)").Trim().Split(':');
            string prefix = parts.Length == 2 ? parts[0] : "";
            int found = _declarations.FindLastIndex(declaration => declaration.Prefix == prefix);
            target = (found >= 0 ? _declarations[found].Uri : "", parts[^1]);
        }
        else
        {
            target = _tables.ReadQName();
        }

        int qname = Find(target);
        return qname < 0 ? GrammarImage.None : _image.FindType(qname);
    }

    private string TypeName(int type, (string Uri, string LocalName) element) =>
        _image.TypeQName(type) is var qname and >= 0 ? $"type {Text(Name(qname))}" : $"type of {Text(element)}";

    // ---- built-in grammars

    private void BuiltIn((string Uri, string LocalName) name)
    {
        if (!_builtIns.TryGetValue(name, out ExplainedBuiltIn? grammar))
            _builtIns.Add(name, grammar = new ExplainedBuiltIn());
        bool startTag = true;
        while (true)
        {
            List<ExplainedBuiltIn.Learned> learned = startTag ? grammar.StartTag : grammar.Content;
            string place = $"built-in grammar of {Text(name)}, {(startTag ? "StartTagContent" : "ElementContent")}";
            List<string> second = Undeclared(startTag);
            int count = learned.Count + (startTag ? 0 : 1) + 1;
            int code = _bits.OneOf(count);
            if (!startTag && code == learned.Count)
            {
                Code($"{code}", count, "EE", place);
                return;
            }

            string terminal;
            (string Uri, string LocalName) qname = ("", "");
            if (code < learned.Count)
            {
                (terminal, qname) = learned[learned.Count - 1 - code];
                Code($"{code}", count, terminal is "SE" or "AT" ? $"{terminal}({Text(qname)}), learned" : $"{terminal}, learned", place);
                if (terminal is "SE" or "AT")
                    _tables.ReadPrefixOf(qname.Uri);
            }
            else
            {
                int part = _bits.OneOf(second.Count);
                terminal = second[part];
                string codes = $"{code}.{part} (of {count}.{second.Count})";
                if (terminal == CommentOrPi)
                {
                    CommentOrInstruction(codes, place);
                    startTag = false;
                    continue;
                }

                Code(codes, 0, terminal, place);
                if (terminal is "AT(*)" or "SE(*)")
                {
                    qname = _tables.ReadQName();
                    terminal = terminal[..2];
                    if (terminal == "SE" || !learned.Contains(new("AT", qname)))
                        learned.Add(new(terminal, qname));
                }
                else if (terminal is "EE" or "CH" && !learned.Contains(new(terminal, default)))
                {
                    learned.Add(new(terminal, default));
                }
            }

            switch (terminal)
            {
                case "EE":
                    return;
                case "AT" when qname == (Xsi, "type"):
                    int type = XsiType();
                    if (type >= 0)
                    {
                        Informed(name, _image.TypeStartState(type), type, nillable: false, switched: true);
                        return;
                    }

                    break;
                case "AT":
                    Value(GrammarImage.None, qname);
                    break;
                case "NS":
                    _declarations.Add(_tables.ReadNamespace());
                    break;
                case "SE":
                    AnyElement(qname);
                    startTag = false;
                    break;
                case "CH":
                    Value(GrammarImage.None, name);
                    startTag = false;
                    break;
                default:
                    EntityReference();
                    startTag = false;
                    break;
            }
        }
    }

    private List<string> Undeclared(bool startTag)
    {
        var second = new List<string>();
        if (startTag)
            second.AddRange(["EE", "AT(*)"]);
        if (startTag && Prefixes)
            second.Add("NS");
        second.AddRange(["SE(*)", "CH"]);
        if (Dtd)
            second.Add("ER");
        if (Comments || Instructions)
            second.Add(CommentOrPi);
        return second;
    }
}
