#nullable disable
using System;
using System.Text;
using IotXmpp.Device.Crypto;

namespace IotXmpp.Device.Requests
{
    /// <summary>
    /// The ids of the last commands carried out. A command that comes again with the id of one of them (its answer was lost with the connection, or
    /// the power went behind the deed) is answered again and not done twice. Whoever sends a command gives it an id that no other command had; the window
    /// therefore outlives sessions, and with flash restarts. Ids are kept as digests, 16 bytes each, whatever their length.
    /// </summary>
    internal sealed class CommandWindow
    {
        /// <summary>Bytes of a window in flash.</summary>
        public const int StoredBytes = 2 + Entries * EntryLength;

        private const int Entries = 16;
        private const int EntryLength = 16;

        private readonly byte[] _digests = new byte[Entries * EntryLength];
        private readonly byte[] _digest = new byte[Sha256.DigestLength];
        private int _count;
        private int _next;

        /// <summary>Says whether a command with this id was carried out.</summary>
        public bool Contains(string id)
        {
            Hash(id);
            for (int entry = 0; entry < _count; entry++)
            {
                int i = 0;
                while (i < EntryLength && _digests[entry * EntryLength + i] == _digest[i])
                {
                    i++;
                }

                if (i == EntryLength)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Remembers a command that was carried out.</summary>
        public void Add(string id)
        {
            Hash(id);
            Array.Copy(_digest, 0, _digests, _next * EntryLength, EntryLength);
            _next = (_next + 1) % Entries;
            if (_count < Entries)
            {
                _count++;
            }
        }

        /// <summary>Writes the window as <see cref="StoredBytes"/> bytes.</summary>
        public void Store(byte[] into, int at)
        {
            into[at] = (byte)_count;
            into[at + 1] = (byte)_next;
            Array.Copy(_digests, 0, into, at + 2, _digests.Length);
        }

        /// <summary>Takes up what <see cref="Store"/> wrote.</summary>
        public void Load(byte[] from, int at)
        {
            if (from[at] <= Entries && from[at + 1] < Entries)
            {
                _count = from[at];
                _next = from[at + 1];
                Array.Copy(from, at + 2, _digests, 0, _digests.Length);
            }
        }

        private void Hash(string id)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(id);
            // Made for the moment: commands are rare, and half a kilobyte for ever is not.
            Sha256 hash = new Sha256();
            hash.Update(utf8, 0, utf8.Length);
            hash.Finish(_digest, 0);
        }
    }
}
