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
