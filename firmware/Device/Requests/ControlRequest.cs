#nullable disable
using System.Text;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Wire;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Requests
{
    /// <summary>
    /// A <c>set</c> of XEP-0325. Everything in it is checked before anything moves: a request with one wrong parameter changes
    /// nothing.
    /// </summary>
    internal sealed class ControlRequest
    {
        private const int MaxParameters = 8;

        private readonly Board _board;
        private readonly string _nodeId;
        private readonly int[] _parameters = new int[MaxParameters];
        private readonly long[] _numbers = new long[MaxParameters];
        private readonly string[] _texts = new string[MaxParameters];
        private int _count;

        /// <summary>Creates a reader of requests for a board.</summary>
        public ControlRequest(Board board, string nodeId)
        {
            _board = board;
            _nodeId = nodeId;
        }

        /// <summary>Name of the parameter at fault after a failed <see cref="Check"/>, or null.</summary>
        public string FaultyParameter { get; private set; }

        /// <summary>Reads and checks a request; returns a constant of <see cref="StanzaErrorCondition"/>.</summary>
        public int Check(StanzaTape tape, int set)
        {
            _count = 0;
            FaultyParameter = null;
            for (int child = tape.FirstChild(set); child >= 0; child = tape.NextSibling(child))
            {
                if (tape.Is(child, Ns.Control, "node"))
                {
                    if (!tape.AttributeIs(child, "nodeId", _nodeId))
                    {
                        return StanzaErrorCondition.ItemNotFound;
                    }

                    continue;
                }

                string name = tape.AttributeText(child, "name");
                if (name == null)
                {
                    // Among others a form (jabber:x:data), which the concentrator turns into typed parameters.
                    return StanzaErrorCondition.FeatureNotImplemented;
                }

                FaultyParameter = name;
                int parameter = Find(name);
                if (parameter < 0)
                {
                    return StanzaErrorCondition.ItemNotFound;
                }

                if (_count == MaxParameters)
                {
                    return StanzaErrorCondition.ResourceConstraint;
                }

                if (!CheckValue(tape, child, parameter))
                {
                    return StanzaErrorCondition.BadRequest;
                }

                _parameters[_count++] = parameter;
                FaultyParameter = null;
            }

            return _count == 0 ? StanzaErrorCondition.BadRequest : StanzaErrorCondition.None;
        }

        /// <summary>Carries out what was checked.</summary>
        public void Apply()
        {
            for (int i = 0; i < _count; i++)
            {
                if (_board.Parameters[_parameters[i]].Kind == ParameterDefinition.Text)
                {
                    _board.SetText(_parameters[i], _texts[i]);
                }
                else
                {
                    _board.SetNumber(_parameters[i], _numbers[i]);
                }
            }
        }

        private bool CheckValue(StanzaTape tape, int element, int parameter)
        {
            ParameterDefinition definition = _board.Parameters[parameter];
            int value = tape.Attribute(element, "value");
            if (value < 0)
            {
                return false;
            }

            int start = tape.ValueStart(value);
            int length = tape.ValueCount(value);
            long number = 0;
            string text = null;
            bool right;
            switch (definition.Kind)
            {
                case ParameterDefinition.Boolean:
                    bool on;
                    right = tape.Is(element, Ns.Control, "boolean") && WireText.TryParseBoolean(tape.Bytes, start, length, out on);
                    number = right && tape.AttributeTrue(element, "value") ? 1 : 0;
                    break;
                case ParameterDefinition.Integer:
                    right = (tape.Is(element, Ns.Control, "int") || tape.Is(element, Ns.Control, "long"))
                        && WireText.TryParseInteger(tape.Bytes, start, length, out number)
                        && number >= definition.Min
                        && number <= definition.Max;
                    break;
                case ParameterDefinition.Color:
                    right = tape.Is(element, Ns.Control, "color") && TryParseColor(tape.Bytes, start, length, out number);
                    break;
                default:
                    text = length > 4 * definition.Max ? null : Encoding.UTF8.GetString(tape.Bytes, start, length);
                    right = tape.Is(element, Ns.Control, "string") && text != null && text.Length >= definition.Min && text.Length <= definition.Max;
                    break;
            }

            _numbers[_count] = number;
            _texts[_count] = text;
            return right;
        }

        /// <summary>RRGGBB; a transparency behind it (XEP-0325 3.3) is nothing a lamp has.</summary>
        private static bool TryParseColor(byte[] data, int start, int length, out long color)
        {
            color = 0;
            for (int i = 0; i < length; i++)
            {
                int digit = data[start + i];
                digit = digit >= '0' && digit <= '9' ? digit - '0' : (digit | 0x20) >= 'a' && (digit | 0x20) <= 'f' ? (digit | 0x20) - 'a' + 10 : -1;
                if (digit < 0)
                {
                    return false;
                }

                if (i < 6)
                {
                    color = (color << 4) | (long)digit;
                }
            }

            return length == 6 || length == 8;
        }

        private int Find(string name)
        {
            for (int i = 0; i < _board.Parameters.Length; i++)
            {
                if (_board.Parameters[i].Name == name)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
