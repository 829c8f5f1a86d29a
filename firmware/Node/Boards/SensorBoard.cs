#nullable disable
using System.Text;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Wire;
using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Boards
{
    /// <summary>
    /// A board of drivers, without pins and clocks of its own: <see cref="Board.Poll"/> starts, awaits and reads its sensors, so that a sample finds values that
    /// are there already. What it consists of comes from its description (<c>hardware/&lt;board&gt;/thing.yaml</c>).
    /// </summary>
    internal abstract class SensorBoard : Board
    {
        /// <summary>Milliseconds after which a board looks again whether its first measurement is complete.</summary>
        private const int FirstLook = 250;

        // A button has to be looked at every 5 to 20 ms, a lamp every 50.
        private const int ButtonPeriod = 15;
        private const int LampPeriod = 50;
        private const int MaxParts = 8;
        private const int Never = int.MaxValue;

        /// <summary>Milliseconds between two entries of a total in flash: ten minutes are lost at most.</summary>
        private const int KeepPeriod = 600000;

        private readonly BoardMemory _memory;
        private readonly Sensor[] _sensors = new Sensor[MaxParts];
        private readonly int[] _every = new int[MaxParts];
        private readonly long[] _start = new long[MaxParts];
        private readonly long[] _due = new long[MaxParts];
        private readonly bool[] _running = new bool[MaxParts];
        private readonly bool[] _tried = new bool[MaxParts];
        private readonly int[] _errors = new int[MaxParts];
        private readonly PushButton[] _buttons = new PushButton[MaxParts];
        private int _sensorCount;
        private int _buttonCount;
        private int _interval;
        private long _keepAt = KeepPeriod;

        /// <summary>Creates a board.</summary>
        /// <param name="fields">What it measures.</param>
        /// <param name="parameters">What may be set.</param>
        /// <param name="interval">Seconds between two samples.</param>
        /// <param name="memory">What it remembers; null for nothing.</param>
        protected SensorBoard(FieldDefinition[] fields, ParameterDefinition[] parameters, int interval, BoardMemory memory)
            : base(fields, parameters)
        {
            _interval = interval;
            _memory = memory;
            Label = "";
        }

        /// <summary>Name of the board for people, as its owner has set it.</summary>
        public string Label { get; private set; }

        /// <summary>The lamp that shows what the board is at; null if it has none.</summary>
        public StatusLed Lamp { get; protected set; }

        /// <inheritdoc/>
        public override int SampleInterval
        {
            get
            {
                for (int i = 0; i < _sensorCount; i++)
                {
                    if (!_tried[i])
                    {
                        return FirstLook;
                    }
                }

                return _interval * 1000;
            }
        }

        /// <summary>Why a sensor has no value: a <see cref="DriverError"/>, or 0.</summary>
        /// <param name="sensor">In the order of the description.</param>
        public int Error(int sensor)
        {
            return _errors[sensor];
        }

        /// <inheritdoc/>
        public sealed override int Poll(long now)
        {
            Polled(now);
            long wake = long.MaxValue;
            for (int i = 0; i < _sensorCount; i++)
            {
                Measure(i, now);
                long next = _running[i] ? _due[i] : _start[i];
                wake = next < wake ? next : wake;
            }

            for (int i = 0; i < _buttonCount; i++)
            {
                _buttons[i].Sample(now);
            }

            if (now >= _keepAt)
            {
                _keepAt = now + KeepPeriod;
                Keep();
            }

            int wait = wake == long.MaxValue ? Never : wake <= now ? 0 : (int)(wake - now);
            if (_buttonCount > 0 && wait > ButtonPeriod)
            {
                wait = ButtonPeriod;
            }

            if (Lamp != null)
            {
                Lamp.Show(now);
                wait = wait > LampPeriod ? LampPeriod : wait;
            }

            return wait;
        }

        /// <inheritdoc/>
        public sealed override bool TryRead(int field, out long value)
        {
            // Beyond its range a sensor is at fault; the grammars of the board's type have no such value either.
            return TryGet(field, out value) && value >= Fields[field].Minimum && value <= Fields[field].Maximum;
        }

        /// <inheritdoc/>
        public sealed override void SetNumber(int parameter, long value)
        {
            Apply(parameter, value);
            if (Parameters[parameter].Kept)
            {
                StoreNumber(Parameters[parameter].Name, value);
            }
        }

        /// <inheritdoc/>
        public sealed override void SetText(int parameter, string value)
        {
            Label = value;
            if (Parameters[parameter].Kept && _memory != null)
            {
                _memory.Store(Parameters[parameter].Name, value);
            }
        }

        /// <summary>Fetches a field's value, scaled; false if there is none.</summary>
        protected abstract bool TryGet(int field, out long value);

        /// <summary>Sets a number, a switch or a colour.</summary>
        protected abstract void Apply(int parameter, long value);

        /// <summary>Time goes on; before the sensors are looked at.</summary>
        protected virtual void Polled(long now)
        {
        }

        /// <summary>Stores totals.</summary>
        protected virtual void Keep()
        {
        }

        /// <summary>Adds a sensor.</summary>
        /// <param name="sensor">The driver.</param>
        /// <param name="every">Seconds between two measurements; 0: the board's interval.</param>
        protected void Add(Sensor sensor, int every)
        {
            _every[_sensorCount] = every;
            _sensors[_sensorCount++] = sensor;
        }

        /// <summary>Adds a button.</summary>
        protected void Add(PushButton button)
        {
            _buttons[_buttonCount++] = button;
        }

        /// <summary>Sets the settings that were kept; the last thing a board does when it is made.</summary>
        protected void Restore()
        {
            for (int i = 0; i < Parameters.Length && _memory != null; i++)
            {
                ParameterDefinition parameter = Parameters[i];
                string text = parameter.Kept ? _memory.Load(parameter.Name) : null;
                if (text == null)
                {
                    continue;
                }

                if (parameter.Kind == ParameterDefinition.Text)
                {
                    Label = text.Length <= parameter.Max ? text : "";
                    continue;
                }

                // The range may be another since it was stored.
                long number;
                if (TryParse(text, out number) && number >= parameter.Min && number <= parameter.Max)
                {
                    Apply(i, number);
                }
            }
        }

        /// <summary>A number that was kept; 0 for none.</summary>
        protected long LoadNumber(string name)
        {
            string text = _memory == null ? null : _memory.Load(name);
            long number;
            return text != null && TryParse(text, out number) ? number : 0;
        }

        /// <summary>Keeps a number.</summary>
        protected void StoreNumber(string name, long value)
        {
            if (_memory != null)
            {
                _memory.Store(name, value.ToString());
            }
        }

        /// <summary>Sets the seconds between two samples; the sensors measure anew at once.</summary>
        protected void SetInterval(long seconds)
        {
            _interval = (int)seconds;
            for (int i = 0; i < _sensorCount; i++)
            {
                _start[i] = 0;
            }
        }

        /// <summary>A quantity of a sensor, with as many decimals as the field has.</summary>
        /// <param name="sensor">In the order of the description.</param>
        /// <param name="channel">Which quantity.</param>
        /// <param name="decimals">0 to 3.</param>
        /// <param name="value">Scaled.</param>
        /// <returns>False if the last measurement failed, or none is complete.</returns>
        protected bool Measured(int sensor, int channel, int decimals, out long value)
        {
            value = 0;
            if (!_tried[sensor] || _errors[sensor] != DriverError.None)
            {
                return false;
            }

            // Thousandths; halves away from zero.
            long divisor = decimals == 0 ? 1000 : decimals == 1 ? 100 : decimals == 2 ? 10 : 1;
            long thousandths = _sensors[sensor].Value(channel);
            value = thousandths >= 0 ? (thousandths + (divisor / 2)) / divisor : -((-thousandths + (divisor / 2)) / divisor);
            return true;
        }

        private static bool TryParse(string text, out long number)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            return WireText.TryParseInteger(bytes, 0, bytes.Length, out number);
        }

        private void Measure(int i, long now)
        {
            if (!_running[i] && now >= _start[i])
            {
                int period = 1000 * (_every[i] > 0 ? _every[i] : _interval);
                // In step with the samples, whatever a measurement takes; after a pause from now on.
                _start[i] = _start[i] > 0 && now - _start[i] < period ? _start[i] + period : now + period;
                Take(i, _sensors[i].Start(), now, false);
            }

            // A driver that says 0 at once is read at once; its own polls are bounded.
            while (_running[i] && now >= _due[i])
            {
                int wait = _sensors[i].Complete();
                Take(i, wait, now, wait == 0);
            }
        }

        private void Take(int i, int wait, long now, bool complete)
        {
            _running[i] = !complete && wait >= 0;
            _due[i] = now + wait;
            if (!_running[i])
            {
                _tried[i] = true;
                _errors[i] = complete ? DriverError.None : wait;
            }
        }
    }
}
