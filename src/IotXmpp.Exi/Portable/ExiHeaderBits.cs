#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>Bits of the EXI header (EXI 5.1 to 5.3) and of the event codes of its options document (EXI 5.4, strict grammars of the
    /// options schema), as far as the compact codec knows it.</summary>
    internal static class ExiHeaderBits
    {
        /// <summary>Low six bits of '$'.</summary>
        internal const int CookieStart = 0x24;

        /// <summary>Distinguishing bits.</summary>
        internal const int Distinguishing = 2;

        /// <summary>Final version (0) and version 1 (0000).</summary>
        internal const int Version1 = 0;

        /// <summary>header: lesscommon 0, common 1, strict 2, EE 3.</summary>
        internal const int HeaderCommon = 1;
        internal const int HeaderEnd = 3;

        /// <summary>common: compression 0, fragment 1, schemaId 2, EE 3.</summary>
        internal const int CommonSchemaId = 2;
    }
}
