#nullable disable

namespace IotXmpp.Xmpp.Portable
{
    /// <summary>
    /// Every XML namespace of the project, spelled once. Shared with the boards: constants only, so that unused ones cost nothing.
    /// </summary>
    public static class Ns
    {
        // RFC 6120 and 6121
        public const string Streams = "http://etherx.jabber.org/streams";
        public const string Client = "jabber:client";
        public const string Server = "jabber:server";
        public const string Tls = "urn:ietf:params:xml:ns:xmpp-tls";
        public const string Sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
        public const string Bind = "urn:ietf:params:xml:ns:xmpp-bind";
        public const string Session = "urn:ietf:params:xml:ns:xmpp-session";
        public const string StanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas";
        public const string StreamErrors = "urn:ietf:params:xml:ns:xmpp-streams";
        public const string Roster = "jabber:iq:roster";
        public const string RosterVersioning = "urn:xmpp:features:rosterver";
        public const string PreApproval = "urn:xmpp:features:pre-approval";
        public const string Xml = "http://www.w3.org/XML/1998/namespace";
        public const string Xmlns = "http://www.w3.org/2000/xmlns/";

        // RFC 7395
        public const string Framing = "urn:ietf:params:xml:ns:xmpp-framing";

        // XSF
        public const string DataForms = "jabber:x:data";
        public const string FormValidation = "http://jabber.org/protocol/xdata-validate";
        public const string FormLayout = "http://jabber.org/protocol/xdata-layout";
        public const string FormColor = "urn:xmpp:xdata:color";
        public const string FormDynamic = "urn:xmpp:xdata:dynamic";
        public const string DiscoInfo = "http://jabber.org/protocol/disco#info";
        public const string DiscoItems = "http://jabber.org/protocol/disco#items";
        public const string Commands = "http://jabber.org/protocol/commands";
        public const string VCard = "vcard-temp";
        public const string VCardUpdate = "vcard-temp:x:update";
        public const string PubSub = "http://jabber.org/protocol/pubsub";
        public const string PubSubEvent = "http://jabber.org/protocol/pubsub#event";
        public const string PubSubOwner = "http://jabber.org/protocol/pubsub#owner";
        public const string PubSubErrors = "http://jabber.org/protocol/pubsub#errors";
        public const string Json = "urn:xmpp:json:0";
        public const string Register = "jabber:iq:register";
        public const string LastActivity = "jabber:iq:last";
        public const string Version = "jabber:iq:version";
        public const string Private = "jabber:iq:private";
        public const string ComponentAccept = "jabber:component:accept";
        public const string Caps = "http://jabber.org/protocol/caps";
        public const string Compression = "http://jabber.org/protocol/compress";
        public const string CompressionFeature = "http://jabber.org/features/compress";
        public const string StreamManagement = "urn:xmpp:sm:3";
        public const string Receipts = "urn:xmpp:receipts";
        public const string Ping = "urn:xmpp:ping";
        public const string Time = "urn:xmpp:time";
        public const string Delay = "urn:xmpp:delay";
        public const string Carbons = "urn:xmpp:carbons:2";
        public const string Forward = "urn:xmpp:forward:0";
        public const string ChatStates = "http://jabber.org/protocol/chatstates";
        public const string ChannelBindings = "urn:xmpp:sasl-cb:0";
        public const string StreamLimits = "urn:xmpp:stream-limits:0";
        public const string Rsm = "http://jabber.org/protocol/rsm";
        public const string Blocking = "urn:xmpp:blocking";
        public const string Shim = "http://jabber.org/protocol/shim";
        public const string Hints = "urn:xmpp:hints";

        // XEP-0322
        public const string Exi = "http://jabber.org/protocol/compress/exi";
        public const string ExiCanonicalSchema = "urn:xmpp:exi:cs";
        public const string ExiDefaultSchema = "urn:xmpp:exi:default";

        // XEP-0323 to 0326, 0347
        public const string SensorData = "urn:xmpp:iot:sensordata";
        public const string Provisioning = "urn:xmpp:iot:provisioning";
        public const string Control = "urn:xmpp:iot:control";
        public const string SensorEvents = "urn:xmpp:iot:events";
        public const string Concentrators = "urn:xmpp:iot:concentrators";
        public const string Discovery = "urn:xmpp:iot:discovery";
    }
}
