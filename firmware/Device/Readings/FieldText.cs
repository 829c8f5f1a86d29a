#nullable disable
using IotXmpp.Device.Boards;
using IotXmpp.Device.Wire;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Readings
{
    /// <summary>A value as the field element of XEP-0323 that its definition asks for.</summary>
    internal static class FieldText
    {
        /// <summary>Writes one field element inside a timestamp.</summary>
        public static void Write(StanzaWriter writer, FieldDefinition field, long value, bool historical)
        {
            Write(writer, field, value, historical, false);
        }

        /// <summary>Writes a field whose values are missing up to its time (XEP-0323 5.7).</summary>
        public static void WriteMissing(StanzaWriter writer, FieldDefinition field, long value)
        {
            Write(writer, field, value, false, true);
        }

        private static void Write(StanzaWriter writer, FieldDefinition field, long value, bool historical, bool missing)
        {
            switch (field.Kind)
            {
                case FieldDefinition.Boolean:
                    writer.StartElement(Ns.SensorData, "boolean");
                    break;
                case FieldDefinition.Integer:
                    writer.StartElement(Ns.SensorData, "int");
                    break;
                default:
                    writer.StartElement(Ns.SensorData, "numeric");
                    break;
            }

            writer.AttributeBoolean("automaticReadout", true);
            if (missing)
            {
                writer.AttributeBoolean("missing", true);
            }

            writer.AttributeBoolean(historical ? "historicalMinute" : "momentary", true);
            writer.Attribute("name", field.Name);
            switch (field.Kind)
            {
                case FieldDefinition.Boolean:
                    writer.AttributeBoolean("value", value != 0);
                    break;
                case FieldDefinition.Integer:
                    writer.AttributeInteger("value", value);
                    break;
                default:
                    writer.Attribute("unit", field.Unit);
                    writer.AttributeScaled("value", value, field.Decimals);
                    break;
            }

            writer.EndElement();
        }
    }
}
