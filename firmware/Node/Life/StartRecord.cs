#nullable disable
using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Life
{
    /// <summary>
    /// What one start of the board tells the next, in two slots that take turns: a power cut while one is written leaves the other. The slot with a right
    /// checksum and the later sequence number counts.
    /// </summary>
    internal sealed class StartRecord
    {
        private const int Length = 8;
        private const byte Magic = 0x5A;

        private readonly StartStore _store;
        private readonly byte[] _bytes = new byte[Length];
        private int _slot;
        private byte _sequence;

        /// <summary>Creates an empty record.</summary>
        public StartRecord(StartStore store)
        {
            _store = store;
        }

        /// <summary>Starts that did not become good, one after another; at most 255.</summary>
        public int Failed { get; set; }

        /// <summary>Quick power cycles, one after another.</summary>
        public int QuickCycles { get; set; }

        /// <summary>How far the start came: a constant of <see cref="StartPhase"/>.</summary>
        public int Phase { get; set; }

        /// <summary>Why the board restarts, if it does so itself: a constant of <see cref="StartReason"/>.</summary>
        public int Reason { get; set; }

        /// <summary>Restarts for want of a network, one after another; at most 255.</summary>
        public int NetworkRestarts { get; set; }

        /// <summary>Reads what the last start left; nothing or nonsense counts as a first start.</summary>
        public void Load()
        {
            byte[] other = new byte[Length];
            bool first = IsRight(_bytes, _store.Load(0, _bytes));
            bool second = IsRight(other, _store.Load(1, other));
            if (second && (!first || (byte)(other[1] - _bytes[1]) < 128))
            {
                Take(other);
                _slot = 0;
            }
            else if (first)
            {
                Take(_bytes);
                _slot = 1;
            }
        }

        /// <summary>Keeps it. False if flash refuses: the board goes on, and the next start knows less.</summary>
        public bool Save()
        {
            _sequence++;
            _bytes[0] = Magic;
            _bytes[1] = _sequence;
            _bytes[2] = Limited(Failed);
            _bytes[3] = Limited(QuickCycles);
            _bytes[4] = (byte)Phase;
            _bytes[5] = (byte)Reason;
            _bytes[6] = Limited(NetworkRestarts);
            _bytes[7] = Crc8.Sensirion(_bytes, 0, Length - 1);
            bool saved = _store.Save(_slot, _bytes);
            _slot = 1 - _slot;
            return saved;
        }

        private void Take(byte[] bytes)
        {
            _sequence = bytes[1];
            Failed = bytes[2];
            QuickCycles = bytes[3];
            Phase = bytes[4];
            Reason = bytes[5];
            NetworkRestarts = bytes[6];
        }

        private static bool IsRight(byte[] bytes, int count)
        {
            return count == Length && bytes[0] == Magic && Crc8.Sensirion(bytes, 0, Length - 1) == bytes[Length - 1];
        }

        private static byte Limited(int value)
        {
            return (byte)(value > 255 ? 255 : value);
        }
    }
}
