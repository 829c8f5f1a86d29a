#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>Events to event codes: the declared productions of the image, then the undeclared ones (EXI 8.5.4.4).</summary>
    public sealed partial class CompactExiWriter
    {
        /// <summary>AT(xsi:type), before all other attributes: continue in the type of this name.</summary>
        public int TypeAttribute(int typeName)
        {
            int flags;
            if (!CanCast(out flags))
                return _error;
            if (!_names.Exists(typeName))
                return Fail(CompactExiError.UnknownName);
            int type = typeName < _image.QNameCount ? _image.FindType(typeName) : GrammarImage.None;
            if (_cursor.State < 0)
            {
                WriteBuiltInAttributeCode(_xsiType);
            }
            else if (!_strict)
            {
                WriteSecond(flags, SecondType(flags));
            }
            else
            {
                if ((_cursor.StrictCasts & GrammarCursor.Castable) == 0)
                    return Fail(CompactExiError.NotAllowed);
                WriteEscape();
                if (_cursor.StrictCasts != GrammarCursor.Castable)
                    _bits.Write(0, 1);
            }

            WriteName(typeName);
            if (type != GrammarImage.None)
                _cursor.Cast(type);
            return _error;
        }

        /// <summary>AT(xsi:nil), before all attributes but xsi:type. After true the element has no content.</summary>
        public int NilAttribute(bool nil)
        {
            int flags;
            if (!CanCast(out flags))
                return _error;
            if (_cursor.State < 0)
            {
                // A built-in grammar knows no nil: an attribute like any other.
                WriteBuiltInAttributeCode(_xsiNil);
                EncodeAscii(nil ? "true" : "false");
                WriteString(_xsiNil, GrammarImage.None, _text, 0, _textLength);
                return _error;
            }

            if (!_strict)
            {
                WriteSecond(flags, SecondType(flags) + 1);
            }
            else
            {
                if ((_cursor.StrictCasts & GrammarCursor.Nillable) == 0)
                    return Fail(CompactExiError.NotAllowed);
                WriteEscape();
                if (_cursor.StrictCasts != GrammarCursor.Nillable)
                    _bits.Write(1, 1);
            }

            _bits.Write(nil ? 1 : 0, 1);
            if (nil)
                _cursor.Empty();
            return _error;
        }

        /// <summary>EE.</summary>
        public int EndElement()
        {
            if (!FlushStartTag())
                return _error;
            if (_cursor.Depth == 0)
                return Fail(CompactExiError.Order);
            if (_cursor.State < 0)
                WriteBuiltInEnd();
            else
                WriteEnd();
            if (_error == CompactExiError.None)
                _cursor.Leave();
            return _error;
        }

        private bool CanCast(out int flags)
        {
            flags = 0;
            if (_error != CompactExiError.None)
                return false;
            if (_inStartTag && _attributes == 0)
            {
                if (_cursor.State < 0)
                    return true;
                flags = _image.StateFlags(_cursor.State);
                if ((flags & GrammarImage.FirstStartTag) != 0)
                    return true;
            }

            Fail(CompactExiError.Order);
            return false;
        }

        private void WriteEnd()
        {
            int state = _cursor.State;
            int flags = _image.StateFlags(state);
            if (_strict && (flags & GrammarImage.HasEndElement) == 0)
            {
                // No EE, but perhaps an empty value leads to one: <a></a> of type string, an empty list. A stream that is not strict has
                // an undeclared EE, which other encoders prefer too.
                int code = FindCharacters(state, ProductionKind.CharactersTyped);
                if (code != GrammarImage.None)
                {
                    int datatype = _image.ProductionOperand(_image.FirstProduction(state) + code);
                    if (PrepareValue(datatype, ValueForm.Text, 0, ""))
                    {
                        WriteCharactersEvent(state, code, datatype);
                        state = _cursor.State;
                        flags = _image.StateFlags(state);
                    }
                }
            }

            if ((flags & GrammarImage.HasEndElement) != 0)
                WriteFirst(state, FindEnd(state));
            else if (_strict)
                Fail(CompactExiError.NotAllowed);
            else
                WriteSecond(flags, 0);
        }

        private int WriteText(int form, long number, string text)
        {
            if (!FlushStartTag())
                return _error;
            if (_cursor.Depth == 0)
                return Fail(CompactExiError.Order);
            int state = _cursor.State;
            if (state < 0)
                return WriteBuiltInText(form, number, text);
            int code = FindCharacters(state, ProductionKind.CharactersTyped);
            if (code != GrammarImage.None)
            {
                int datatype = _image.ProductionOperand(_image.FirstProduction(state) + code);
                if (PrepareValue(datatype, form, number, text))
                {
                    WriteCharactersEvent(state, code, datatype);
                    return _error;
                }
            }

            bool typed = code != GrammarImage.None;
            code = FindCharacters(state, ProductionKind.CharactersUntyped);
            if (!PrepareValue(GrammarImage.None, form, number, text))
                return _error;
            if (code != GrammarImage.None)
            {
                WriteCharactersEvent(state, code, GrammarImage.None);
                return _error;
            }

            if (_strict)
                return Fail(typed ? CompactExiError.InvalidValue : CompactExiError.NotAllowed);
            int flags = _image.StateFlags(state);
            WriteSecond(flags, SecondContent(flags) + 1);
            _cursor.State = _image.ContentState(state);
            WriteValue(GrammarImage.None, _cursor.Name);
            return _error;
        }

        private void WriteCharactersEvent(int state, int code, int datatype)
        {
            WriteFirst(state, code);
            _cursor.State = _image.ProductionNext(_image.FirstProduction(state) + code);
            WriteValue(datatype, _cursor.Name);
        }

        private int WriteStart(int name)
        {
            int state = _cursor.State;
            int code = _cursor.Depth == 0 ? FindRoot(state, name) : FindStart(state, name);
            if (code != GrammarImage.None)
            {
                int production = _image.FirstProduction(state) + code;
                int kind = _image.GetProductionKind(production);
                int next = _image.ProductionNext(production);
                WriteFirst(state, code);
                if (kind == ProductionKind.StartElement)
                    return Enter(name, _image.ProductionOperand(production), next);
                if (kind == ProductionKind.StartElementUri)
                    WriteLocalName(name);
                else
                    WriteName(name);
                return Enter(name, FindGlobal(name), next);
            }

            if (_strict)
                return Fail(CompactExiError.NotAllowed);
            int flags = _image.StateFlags(state);
            WriteSecond(flags, SecondContent(flags));
            WriteName(name);
            return Enter(name, FindGlobal(name), _image.ContentState(state));
        }

        private int Enter(int name, int element, int resume)
        {
            int error = _cursor.Enter(name, element, resume);
            return error == CompactExiError.None ? _error : Fail(error);
        }

        private int FindGlobal(int name)
        {
            return name < _image.QNameCount ? _image.FindGlobalElement(name) : GrammarImage.None;
        }

        private int FindRoot(int state, int name)
        {
            for (int i = 0; i < CachedRoots; i++)
            {
                if (_rootNames[i] == name)
                    return _rootCodes[i];
            }

            int code = FindStart(state, name);
            _rootNames[_nextRoot] = name;
            _rootCodes[_nextRoot] = code;
            _nextRoot = (_nextRoot + 1) % CachedRoots;
            return code;
        }

        /// <summary>Code of the most specific production that takes the element: SE(qname), SE(uri:*), SE(*); or None.</summary>
        private int FindStart(int state, int name)
        {
            int count = _image.ProductionCount(state);
            int first = _image.FirstProduction(state);
            for (int code = _image.AttributeCount(state); code < count; code++)
            {
                int kind = _image.GetProductionKind(first + code);
                if (kind == ProductionKind.StartElement)
                {
                    if (_image.ElementQName(_image.ProductionOperand(first + code)) == name)
                        return code;
                }
                else if (kind == ProductionKind.StartElementUri)
                {
                    if (_image.ProductionOperand(first + code) == _names.Uri(name))
                        return code;
                }
                else if (kind == ProductionKind.StartElementAny)
                {
                    return code;
                }
                else if (kind > ProductionKind.StartElementAny)
                {
                    break;
                }
            }

            return GrammarImage.None;
        }

        private int FindEnd(int state)
        {
            // EE stands before the one or two CH that may end the list.
            int code = _image.ProductionCount(state) - 1;
            int first = _image.FirstProduction(state);
            while (_image.GetProductionKind(first + code) != ProductionKind.EndElement)
                code--;
            return code;
        }

        private int FindCharacters(int state, int kind)
        {
            int first = _image.FirstProduction(state);
            for (int code = _image.ProductionCount(state) - 1; code >= 0; code--)
            {
                int found = _image.GetProductionKind(first + code);
                if (found == kind)
                    return code;
                if (found < kind)
                    break;
            }

            return GrammarImage.None;
        }

        private void WriteAttribute(int index)
        {
            int name = _attributeNames[index];
            int state = _cursor.State;
            int first = _image.FirstProduction(state);
            int code = _image.FindAttributeCode(state, name);
            if (code != GrammarImage.None)
            {
                int attribute = _image.ProductionOperand(first + code);
                WriteDeclaredAttribute(index, state, code, _image.AttributeDatatype(attribute));
                return;
            }

            int declared = _image.AttributeCount(state);
            int global = name < _image.QNameCount ? _image.FindGlobalAttribute(name) : GrammarImage.None;
            int datatype = global == GrammarImage.None ? GrammarImage.None : _image.AttributeDatatype(global);

            // An xsi:nil that is a boolean comes by NilAttribute; what comes here is an invalid one.
            bool valid = PrepareAttribute(datatype, index) && name != _xsiNil;
            int wildcard = FindAttributeWildcard(state, declared, name);
            if (valid && wildcard != GrammarImage.None)
            {
                WriteFirst(state, wildcard);
                if (_image.GetProductionKind(first + wildcard) == ProductionKind.AttributeUri)
                    WriteLocalName(name);
                else
                    WriteName(name);
                _cursor.State = _image.ProductionNext(first + wildcard);
                WriteValue(datatype, name);
                return;
            }

            int flags = _image.StateFlags(state);
            if (_strict || (flags & GrammarImage.StartTag) == 0)
            {
                Fail(valid ? CompactExiError.NotAllowed : CompactExiError.InvalidValue);
                return;
            }

            if (valid)
            {
                WriteSecond(flags, SecondAttribute(flags));
                WriteName(name);
                WriteValue(datatype, name);
                return;
            }

            WriteSecond(flags, SecondAttribute(flags) + 1);
            _bits.Write(declared, BitWidth.Of(declared + 1));
            WriteName(name);
            PrepareAttribute(GrammarImage.None, index);
            WriteValue(GrammarImage.None, name);
        }

        private void WriteDeclaredAttribute(int index, int state, int code, int datatype)
        {
            int name = _attributeNames[index];
            if (PrepareAttribute(datatype, index))
            {
                WriteFirst(state, code);
            }
            else
            {
                if (_strict)
                {
                    Fail(CompactExiError.InvalidValue);
                    return;
                }

                int flags = _image.StateFlags(state);
                WriteSecond(flags, SecondAttribute(flags) + 1);
                _bits.Write(code, BitWidth.Of(_image.AttributeCount(state) + 1));
                datatype = GrammarImage.None;
                PrepareAttribute(datatype, index);
            }

            _cursor.State = _image.ProductionNext(_image.FirstProduction(state) + code);
            WriteValue(datatype, name);
        }

        private int FindAttributeWildcard(int state, int code, int name)
        {
            int first = _image.FirstProduction(state);
            int count = _image.ProductionCount(state);
            for (; code < count; code++)
            {
                int kind = _image.GetProductionKind(first + code);
                if (kind == ProductionKind.AttributeAny
                    || (kind == ProductionKind.AttributeUri && _image.ProductionOperand(first + code) == _names.Uri(name)))
                {
                    return code;
                }

                if (kind > ProductionKind.AttributeAny)
                    break;
            }

            return GrammarImage.None;
        }

        private bool PrepareAttribute(int datatype, int index)
        {
            return PrepareValue(datatype, _attributeForms[index], _attributeNumbers[index], _attributeTexts[index]);
        }

        // ---- event codes

        private void WriteFirst(int state, int code)
        {
            int codes = _image.ProductionCount(state);
            if (_cursor.Depth > 0
                && (!_strict || (_cursor.StrictCasts != 0 && (_image.StateFlags(state) & GrammarImage.FirstStartTag) != 0)))
            {
                codes++;
            }

            _bits.Write(code, BitWidth.Of(codes));
        }

        private void WriteEscape()
        {
            WriteFirst(_cursor.State, _image.ProductionCount(_cursor.State));
        }

        private void WriteSecond(int flags, int code)
        {
            WriteEscape();
            _bits.Write(code, BitWidth.Of(GrammarCursor.SecondPartCount(flags)));
        }

        private static int SecondType(int flags)
        {
            return (flags & GrammarImage.HasEndElement) == 0 ? 1 : 0;
        }

        private static int SecondAttribute(int flags)
        {
            return SecondType(flags) + ((flags & GrammarImage.FirstStartTag) != 0 ? 2 : 0);
        }

        private static int SecondContent(int flags)
        {
            return SecondAttribute(flags) + ((flags & GrammarImage.StartTag) != 0 ? 2 : 0);
        }

        // ---- names (EXI 7.1.7)

        private void WriteName(int name)
        {
            int uri = _names.Uri(name);
            int id = _names.UriId(uri);
            int width = BitWidth.Of(_names.UriCount + 1);
            if (id != LearnedNames.None)
            {
                _bits.Write(id + 1, width);
            }
            else
            {
                _bits.Write(0, width);
                byte[] source = _names.UriSource(uri);
                int start = _names.UriStart(uri);
                int length = _names.UriLength(uri);
                _bits.WriteUnsigned(CountCharacters(source, start, length));
                WriteCharacters(source, start, length);
                _names.LearnUri(uri);
            }

            WriteLocalName(name);
        }

        private void WriteLocalName(int name)
        {
            int id = _names.LocalId(name);
            if (id != LearnedNames.None)
            {
                _bits.WriteUnsigned(0);
                _bits.Write(id, BitWidth.Of(_names.LocalNameCount(_names.Uri(name))));
                return;
            }

            byte[] source = _names.Source(name);
            int start = _names.Start(name);
            int length = _names.Length(name);
            _bits.WriteUnsigned(CountCharacters(source, start, length) + 1);
            WriteCharacters(source, start, length);
            if (!_names.LearnName(name))
                Fail(CompactExiError.NameTableFull);
        }
    }
}
