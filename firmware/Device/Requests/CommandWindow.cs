#nullable disable
using System;
using System.Text;
using IotXmpp.Device.Crypto;

namespace IotXmpp.Device.Requests
{
    /// <summary>
    /// The ids of the last commands carried out in a session. A command that comes again with the id of one of them (its answer was lost
    /// with the connection) is answered again and not done twice. Ids are kept as digests, 16 bytes each, whatever their length.
    /// </summary>
    internal sealed class CommandWindow
    {
        private const int Entries = 16;
        private const int EntryLength = 16;

        private readonly byte[] _digests = new byte[Entries * EntryLength];
        private readonly byte[] _digest = new byte[Sha256.DigestLength];
        private readonly Sha256 _hash = new Sha256();
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

        /// <summary>Forgets all: ids mean nothing in another session.</summary>
        public void Clear()
        {
            _count = 0;
            _next = 0;
        }

        private void Hash(string id)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(id);
            _hash.Reset();
            _hash.Update(utf8, 0, utf8.Length);
            _hash.Finish(_digest, 0);
        }
    }
}
