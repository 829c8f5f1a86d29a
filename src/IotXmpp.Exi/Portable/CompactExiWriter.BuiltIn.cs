#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>Built-in element grammars (EXI 8.4.3), for elements without a declaration.</summary>
    public sealed partial class CompactExiWriter
    {
        private int WriteBuiltInStart(int name)
        {
            int state = _cursor.State;
            if (!WriteLearned(state, BuiltInGrammars.KindStartElement, name))
            {
                WriteBuiltInEscape(state, 2, 0);
                WriteName(name);
                Learn(state, BuiltInGrammars.KindStartElement, name);
            }

            return Enter(name, FindGlobal(name), BuiltInGrammars.ContentState(state));
        }

        private void WriteBuiltInAttribute(int index)
        {
            int name = _attributeNames[index];
            int global = name < _image.QNameCount ? _image.FindGlobalAttribute(name) : GrammarImage.None;
            int datatype = global == GrammarImage.None ? GrammarImage.None : _image.AttributeDatatype(global);

            // There is no production for a value that is not of the global attribute's type.
            if (!PrepareAttribute(datatype, index))
            {
                Fail(CompactExiError.InvalidValue);
                return;
            }

            WriteBuiltInAttributeCode(name);
            WriteValue(datatype, name);
        }

        private void WriteBuiltInAttributeCode(int name)
        {
            int state = _cursor.State;
            if (WriteLearned(state, BuiltInGrammars.KindAttribute, name))
                return;
            WriteBuiltInEscape(state, 1, 0);
            WriteName(name);
            Learn(state, BuiltInGrammars.KindAttribute, name);
        }

        private int WriteBuiltInText(int form, long number, string text)
        {
            int state = _cursor.State;
            if (!PrepareValue(GrammarImage.None, form, number, text))
                return _error;
            if (!WriteLearned(state, BuiltInGrammars.KindCharacters, 0))
            {
                WriteBuiltInEscape(state, 3, 1);
                Learn(state, BuiltInGrammars.KindCharacters, 0);
            }

            _cursor.State = BuiltInGrammars.ContentState(state);
            WriteValue(GrammarImage.None, _cursor.Name);
            return _error;
        }

        private void WriteBuiltInEnd()
        {
            int state = _cursor.State;
            if (!BuiltInGrammars.IsStartTag(state))
            {
                int learned = _cursor.BuiltIn.Count(state);
                _bits.Write(learned, BitWidth.Of(learned + 2));
            }
            else if (!WriteLearned(state, BuiltInGrammars.KindEndElement, 0))
            {
                WriteBuiltInEscape(state, 0, 0);
                Learn(state, BuiltInGrammars.KindEndElement, 0);
            }
        }

        private bool WriteLearned(int state, int kind, int name)
        {
            int code = _cursor.BuiltIn.FindCode(state, kind, name);
            if (code == BuiltInGrammars.None)
                return false;
            int learned = _cursor.BuiltIn.Count(state);
            _bits.Write(code, BitWidth.Of(BuiltInGrammars.IsStartTag(state) ? learned + 1 : learned + 2));
            return true;
        }

        /// <summary>StartTagContent: EE 0, AT(*) 1, SE(*) 2, CH 3. ElementContent: EE in the first part, SE(*) 0, CH 1.</summary>
        private void WriteBuiltInEscape(int state, int startTagCode, int contentCode)
        {
            int learned = _cursor.BuiltIn.Count(state);
            if (BuiltInGrammars.IsStartTag(state))
            {
                _bits.Write(learned, BitWidth.Of(learned + 1));
                _bits.Write(startTagCode, 2);
            }
            else
            {
                _bits.Write(learned + 1, BitWidth.Of(learned + 2));
                _bits.Write(contentCode, 1);
            }
        }

        private void Learn(int state, int kind, int name)
        {
            if (!_cursor.BuiltIn.Learn(state, kind, name))
                Fail(CompactExiError.BuiltInGrammars);
        }
    }
}
