#nullable disable
using IotXmpp.Device.Generated;
using IotXmpp.Device.Wire;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Device.Session
{
    /// <summary>The EXI configuration that this firmware was built with.</summary>
    internal static class FirmwareConfiguration
    {
        /// <summary>
        /// configurationId, and the name of the schema set that the grammars come from. Firmware with other grammars gets another id; the server
        /// keeps the old ones as long as boards in the field use them.
        /// </summary>
        public const string Id = "iot-board-1";

        /// <summary>The configuration; strict as the binary binding is by default (XEP-0322 2.4.3).</summary>
        public static ExiConfiguration Create()
        {
            return new ExiConfiguration(Id, new GrammarImage(BoardGrammar.Image), true);
        }
    }
}
