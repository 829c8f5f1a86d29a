#nullable disable
using IotXmpp.Device.Boards;

namespace IotXmpp.Device.Readings
{
    /// <summary>Which samples are worth sending: those outside the dead-band around what was sent last, and one now and then of a field that stays.</summary>
    internal sealed class ReportPolicy
    {
        private readonly FieldDefinition[] _fields;
        private readonly long _heartbeat;
        private readonly long[] _values;
        private readonly long[] _takenAt;

        /// <summary>Creates a policy.</summary>
        /// <param name="fields">Fields with their dead-bands.</param>
        /// <param name="heartbeatSeconds">After how long a value that stays is sent again.</param>
        public ReportPolicy(FieldDefinition[] fields, int heartbeatSeconds)
        {
            _fields = fields;
            _heartbeat = heartbeatSeconds * 1000L;
            _values = new long[fields.Length];
            _takenAt = new long[fields.Length];
            for (int i = 0; i < fields.Length; i++)
            {
                _takenAt[i] = -1;
            }
        }

        /// <summary>Says whether a value is to be sent.</summary>
        /// <param name="field">Index of the field.</param>
        /// <param name="value">Scaled value.</param>
        /// <param name="now">Uptime.</param>
        public bool IsNews(int field, long value, long now)
        {
            return _takenAt[field] < 0 || _fields[field].DeadBand == FieldDefinition.EverySample || now - _takenAt[field] >= _heartbeat
                || Distance(field, value) > _fields[field].DeadBand;
        }

        /// <summary>Says whether a value is a change that waits for nothing: of a switch, of an alarm.</summary>
        public bool IsUrgent(int field, long value)
        {
            return _fields[field].Urgent && (_takenAt[field] < 0
                || Distance(field, value) > (_fields[field].DeadBand == FieldDefinition.EverySample ? 0 : _fields[field].DeadBand));
        }

        /// <summary>A value goes into the outbox.</summary>
        public void Take(int field, long value, long now)
        {
            _values[field] = value;
            _takenAt[field] = now;
        }

        private long Distance(int field, long value)
        {
            long distance = value - _values[field];
            return distance < 0 ? -distance : distance;
        }
    }
}
