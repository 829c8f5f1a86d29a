#nullable disable
using IotXmpp.Device.Wire;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Requests
{
    /// <summary>The stanza errors a board answers with (RFC 6120 8.3.3), each with its type, in one place.</summary>
    internal static class StanzaErrorCondition
    {
        /// <summary>No error.</summary>
        public const int None = 0;

        /// <summary>Malformed, or a value of the wrong type or out of range (XEP-0325 5).</summary>
        public const int BadRequest = 1;

        /// <summary>No such node, field or parameter.</summary>
        public const int ItemNotFound = 2;

        /// <summary>Not from the concentrator.</summary>
        public const int Forbidden = 3;

        /// <summary>Nothing here understands the payload.</summary>
        public const int ServiceUnavailable = 4;

        /// <summary>Too much at once; later it may work.</summary>
        public const int ResourceConstraint = 5;

        /// <summary>A part of the extension that a board leaves to the concentrator.</summary>
        public const int FeatureNotImplemented = 6;

        /// <summary>It came too late.</summary>
        public const int UnexpectedRequest = 7;

        /// <summary>Writes an iq of type error.</summary>
        /// <param name="writer">Where to.</param>
        /// <param name="to">Who asked; null for the server itself.</param>
        /// <param name="id">The request's id.</param>
        /// <param name="condition">A constant of this class.</param>
        /// <param name="parameter">Control parameter at fault, or null.</param>
        public static void WriteError(StanzaWriter writer, string to, string id, int condition, string parameter)
        {
            writer.StartElement(Ns.Client, "iq");
            writer.Attribute("id", id);
            if (to != null)
            {
                writer.Attribute("to", to);
            }

            writer.Attribute("type", "error");
            writer.StartElement(Ns.Client, "error");
            writer.Attribute("type", TypeOf(condition));
            writer.StartElement(Ns.StanzaErrors, NameOf(condition));
            writer.EndElement();
            if (parameter != null)
            {
                writer.StartElement(Ns.Control, "paramError");
                writer.Attribute("var", parameter);
                writer.Text(condition == ItemNotFound ? "No such parameter." : "Invalid parameter type or value.");
                writer.EndElement();
            }

            writer.EndElement();
            writer.EndElement();
        }

        private static string NameOf(int condition)
        {
            switch (condition)
            {
                case BadRequest:
                    return "bad-request";
                case ItemNotFound:
                    return "item-not-found";
                case Forbidden:
                    return "forbidden";
                case ResourceConstraint:
                    return "resource-constraint";
                case FeatureNotImplemented:
                    return "feature-not-implemented";
                case UnexpectedRequest:
                    return "unexpected-request";
                default:
                    return "service-unavailable";
            }
        }

        private static string TypeOf(int condition)
        {
            switch (condition)
            {
                case BadRequest:
                    return "modify";
                case ResourceConstraint:
                case UnexpectedRequest:
                    return "wait";
                default:
                    return "cancel";
            }
        }
    }
}
