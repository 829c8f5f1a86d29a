#nullable disable

namespace IotXmpp.Device.Storage
{
    /// <summary>
    /// One small record in two files that are written in turn: whenever the power goes, one of them is whole, and the record is the old one or the new
    /// one. Which is newer says a number, which is whole a checksum.
    /// </summary>
    internal sealed class FlashRecord
    {
        /// <summary>Where the payload begins in <see cref="Bytes"/>: behind version, length (2) and number (4). A checksum (4) follows it.</summary>
        public const int Start = 7;

        private const int Trailer = 4;

        private readonly FlashStore _flash;
        private readonly int _first;
        private readonly byte _version;
        private readonly byte[] _frame;
        private uint _number;
        private int _newest;

        /// <summary>Creates a record; nothing is read yet.</summary>
        /// <param name="flash">Where it is.</param>
        /// <param name="firstFile">The first of its two files.</param>
        /// <param name="version">Layout of the payload: a record of another is none.</param>
        /// <param name="capacity">Bytes a payload has at most.</param>
        public FlashRecord(FlashStore flash, int firstFile, byte version, int capacity)
        {
            _flash = flash;
            _first = firstFile;
            _version = version;
            _frame = new byte[Start + capacity + Trailer];
        }

        /// <summary>What was loaded and what is saved, from <see cref="Start"/> on.</summary>
        public byte[] Bytes
        {
            get { return _frame; }
        }

        /// <summary>Loads the newest whole record; returns the bytes of its payload, 0 if there is none.</summary>
        public int Load()
        {
            uint first;
            uint second;
            int firstCount = Check(_first, out first);
            int secondCount = Check(_first + 1, out second);
            // Numbers go round: newer is what is less than half the circle ahead.
            if (secondCount > 0 && (firstCount == 0 || (int)(second - first) > 0))
            {
                _newest = 1;
                _number = second;
                return secondCount;
            }

            _newest = 0;
            _number = first;
            return firstCount > 0 ? Check(_first, out first) : 0;
        }

        /// <summary>Saves a payload of <paramref name="count"/> bytes; false if the flash does not take them, and the old record stays.</summary>
        public bool Save(int count)
        {
            _frame[0] = _version;
            PackedBytes.Write(_frame, 1, (ulong)count, 2);
            PackedBytes.Write(_frame, 3, _number + 1, 4);
            PackedBytes.Write(_frame, Start + count, Crc32.Of(_frame, 0, Start + count), Trailer);
            int file = _first + 1 - _newest;
            if (!_flash.Clear(file) || !_flash.Append(file, _frame, 0, Start + count + Trailer))
            {
                return false;
            }

            _number++;
            _newest = 1 - _newest;
            return true;
        }

        /// <summary>Takes the record out of both files.</summary>
        public void Clear()
        {
            _flash.Clear(_first);
            _flash.Clear(_first + 1);
        }

        private int Check(int file, out uint number)
        {
            number = 0;
            int length = _flash.Length(file);
            if (length <= Start + Trailer || length > _frame.Length || !_flash.Read(file, 0, _frame, 0, length))
            {
                return 0;
            }

            int count = (int)PackedBytes.Read(_frame, 1, 2);
            if (_frame[0] != _version || count != length - Start - Trailer
                || PackedBytes.Read(_frame, Start + count, Trailer) != Crc32.Of(_frame, 0, Start + count))
            {
                return 0;
            }

            number = (uint)PackedBytes.Read(_frame, 3, 4);
            return count;
        }
    }
}
