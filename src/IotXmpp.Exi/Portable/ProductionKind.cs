#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// Terminal of a schema-declared production (EXI 8.5.4.3). The numbers rise in the order in which event codes are assigned
    /// inside a state, so the productions of a state are sorted by kind.
    /// </summary>
    public static class ProductionKind
    {
        /// <summary>AT(qname) with schema-typed value; operand: attribute index.</summary>
        public const int Attribute = 0;

        /// <summary>AT(uri:*); operand: uri index.</summary>
        public const int AttributeUri = 1;

        /// <summary>AT(*); no operand.</summary>
        public const int AttributeAny = 2;

        /// <summary>SE(qname); operand: element index.</summary>
        public const int StartElement = 3;

        /// <summary>SE(uri:*); operand: uri index.</summary>
        public const int StartElementUri = 4;

        /// <summary>SE(*); no operand.</summary>
        public const int StartElementAny = 5;

        /// <summary>EE; no operand, no next state.</summary>
        public const int EndElement = 6;

        /// <summary>CH with schema-typed value; operand: datatype index.</summary>
        public const int CharactersTyped = 7;

        /// <summary>CH with untyped value (String), as mixed content declares it; no operand.</summary>
        public const int CharactersUntyped = 8;

        /// <summary>ED, in DocEnd and FragmentContent only; no operand, no next state.</summary>
        public const int EndDocument = 9;

        /// <summary>Number of kinds; every kind is smaller.</summary>
        public const int Count = 10;
    }
}
