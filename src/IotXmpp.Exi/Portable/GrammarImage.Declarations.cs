#nullable disable

namespace IotXmpp.Exi.Portable
{
    // See GrammarImage.cs for the layout.
    public sealed partial class GrammarImage
    {
        /// <summary>QName of an element declaration.</summary>
        public int ElementQName(int element)
        {
            return Field(_elements + element * _declarationSize);
        }

        /// <summary>Type of an element declaration.</summary>
        public int ElementType(int element)
        {
            return Field(_elements + element * _declarationSize + _width);
        }

        /// <summary>Whether xsi:nil is allowed.</summary>
        public bool ElementIsNillable(int element)
        {
            return (_data[_elements + element * _declarationSize + 2 * _width] & FlagNillable) != 0;
        }

        /// <summary>Whether the declaration is global.</summary>
        public bool ElementIsGlobal(int element)
        {
            return (_data[_elements + element * _declarationSize + 2 * _width] & FlagGlobal) != 0;
        }

        /// <summary>QName of an attribute declaration.</summary>
        public int AttributeQName(int attribute)
        {
            return Field(_attributes + attribute * _declarationSize);
        }

        /// <summary>Datatype of an attribute's value.</summary>
        public int AttributeDatatype(int attribute)
        {
            return Field(_attributes + attribute * _declarationSize + _width);
        }

        /// <summary>Element index of entry n of the lookup table that is sorted by qname index.</summary>
        public int GlobalElement(int n)
        {
            return Field(_globalElements + n * _width);
        }

        /// <summary>Attribute index of entry n of the lookup table that is sorted by qname index.</summary>
        public int GlobalAttribute(int n)
        {
            return Field(_globalAttributes + n * _width);
        }

        /// <summary>Type index of entry n of the lookup table that is sorted by qname index.</summary>
        public int NamedType(int n)
        {
            return Field(_namedTypes + n * _width);
        }

        /// <summary>Global element declaration of a qname, or None.</summary>
        public int FindGlobalElement(int qname)
        {
            return Find(_globalElements, RecordCount(SectionGlobalElements), _elements, _declarationSize, qname);
        }

        /// <summary>Global attribute declaration of a qname, or None.</summary>
        public int FindGlobalAttribute(int qname)
        {
            return Find(_globalAttributes, RecordCount(SectionGlobalAttributes), _attributes, _declarationSize, qname);
        }

        /// <summary>Named type definition of a qname, or None. The built-in types of XML Schema are among them.</summary>
        public int FindType(int qname)
        {
            return Find(_namedTypes, RecordCount(SectionNamedTypes), _types, _typeSize, qname);
        }

        /// <summary>QName of a named type, None for an anonymous one.</summary>
        public int TypeQName(int type)
        {
            return Field(_types + type * _typeSize);
        }

        /// <summary>State Type(i, 0): after SE, or after xsi:type.</summary>
        public int TypeStartState(int type)
        {
            return Field(_types + type * _typeSize + _width);
        }

        /// <summary>State TypeEmpty(i, 0): after xsi:nil = true.</summary>
        public int TypeEmptyState(int type)
        {
            return Field(_types + type * _typeSize + 2 * _width);
        }

        /// <summary>Datatype of a simple type or of simple content, else None.</summary>
        public int TypeDatatype(int type)
        {
            return Field(_types + type * _typeSize + 3 * _width);
        }

        /// <summary>Whether strict streams may cast the type by xsi:type (EXI 8.5.4.4.2).</summary>
        public bool TypeIsCastable(int type)
        {
            return (_data[_types + type * _typeSize + 4 * _width] & FlagCastable) != 0;
        }

        /// <summary>Whether the type is a simple one.</summary>
        public bool TypeIsSimple(int type)
        {
            return (_data[_types + type * _typeSize + 4 * _width] & FlagSimpleType) != 0;
        }
    }
}
