#nullable disable

namespace IotXmpp.Device.Wire
{
    /// <summary>
    /// Writes top-level elements of a stream, one after another, as XML or EXI. Attributes come in ascending order of their
    /// names: a schema-informed EXI grammar accepts no other (EXI 8.5.4.1.3.2), and XML does not care. Values are typed, so
    /// that a reading becomes EXI without becoming text.
    /// </summary>
    internal abstract class StanzaWriter
    {
        /// <summary>Starts an element.</summary>
        public abstract void StartElement(string ns, string name);

        /// <summary>Writes an attribute of no namespace.</summary>
        public abstract void Attribute(string name, string value);

        /// <summary>Writes an attribute that is an integer.</summary>
        public abstract void AttributeInteger(string name, long value);

        /// <summary>Writes an attribute that is a boolean.</summary>
        public abstract void AttributeBoolean(string name, bool value);

        /// <summary>Writes an attribute that is a number, value / 10^decimals.</summary>
        public abstract void AttributeScaled(string name, long value, int decimals);

        /// <summary>Writes an attribute that is a point in time.</summary>
        /// <param name="name">Name of the attribute.</param>
        /// <param name="utc">Milliseconds since 1970-01-01T00:00:00Z.</param>
        public abstract void AttributeDateTime(string name, long utc);

        /// <summary>Writes character data.</summary>
        public abstract void Text(string value);

        /// <summary>Ends the innermost element. At the end of a top-level element its bytes are complete.</summary>
        public abstract void EndElement();

        /// <summary>Says that the stream begins: a stream header in XML, streamStart in EXI.</summary>
        /// <param name="to">The domain.</param>
        public abstract void OpenStream(string to);

        /// <summary>Says that we are done.</summary>
        public abstract void CloseStream();

        /// <summary>Drops a stanza begun but not ended.</summary>
        public abstract void Abandon();
    }
}
