#nullable disable

namespace IotXmpp.Exi.Portable
{
    // See GrammarImage.cs for the layout.
    public sealed partial class GrammarImage
    {
        /// <summary>Number of states.</summary>
        public int StateCount
        {
            get { return RecordCount(SectionStates); }
        }

        /// <summary>First production of a state.</summary>
        public int FirstProduction(int state)
        {
            return Field(_states + state * _stateSize);
        }

        /// <summary>Number of declared productions: the number of first-part event codes but for the escape to second parts.</summary>
        public int ProductionCount(int state)
        {
            return Field(_states + state * _stateSize + _width);
        }

        /// <summary>How many of the first productions are AT(qname).</summary>
        public int AttributeCount(int state)
        {
            return Field(_states + state * _stateSize + 2 * _width);
        }

        /// <summary>Event code of AT(qname) in a state, or None. One call instead of four for each production: writers look for
        /// every attribute.</summary>
        public int FindAttributeCode(int state, int qname)
        {
            int count = AttributeCount(state);
            int production = _productions + FirstProduction(state) * _productionSize;
            for (int code = 0; code < count; code++)
            {
                int found;
                if (_wide)
                {
                    found = Field(_attributes + Field(production) * _declarationSize);
                }
                else
                {
                    int attribute = _attributes + (_data[production] | (_data[production + 1] << 8)) * _declarationSize;
                    found = _data[attribute] | (_data[attribute + 1] << 8);
                }

                if (found == qname)
                    return code;
                production += _productionSize;
            }

            return None;
        }

        /// <summary>Where undeclared SE(*), CH, ER, CM and PI lead.</summary>
        public int ContentState(int state)
        {
            return Field(_states + state * _stateSize + 3 * _width);
        }

        /// <summary>FirstStartTag, StartTag, HasEndElement, HasCharacters.</summary>
        public int StateFlags(int state)
        {
            return _data[_states + state * _stateSize + 4 * _width];
        }

        /// <summary>Attribute, element, uri or datatype index by kind, or None.</summary>
        public int ProductionOperand(int production)
        {
            return Field(_productions + production * _productionSize);
        }

        /// <summary>Next state, None after EE and ED.</summary>
        public int ProductionNext(int production)
        {
            return Field(_productions + production * _productionSize + _width);
        }

        /// <summary>A constant of <see cref="ProductionKind"/>.</summary>
        public int GetProductionKind(int production)
        {
            return _data[_productions + production * _productionSize + 2 * _width];
        }
    }
}
