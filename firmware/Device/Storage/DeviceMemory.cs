#nullable disable
using System;
using System.Text;
using IotXmpp.Device.Requests;
using IotXmpp.Device.Sasl;
using IotXmpp.Device.Session;

namespace IotXmpp.Device.Storage
{
    /// <summary>
    /// What a board still knows after a restart or a deep sleep: the SCRAM keys (never the password), the time, how the last negotiation went, the
    /// session that may be resumed, and which commands were carried out. Without flash it knows nothing and keeps nothing.
    /// </summary>
    internal sealed class DeviceMemory
    {
        private const int KeysFile = 0;
        private const int StateFile = 2;
        private const byte Version = 1;

        // Keys: checksum of the name (4), iterations (4), ClientKey (32), ServerKey (32), salt.
        private const int KeysHeader = 72;
        private const int MaxSalt = 64;
        private const int KeyLength = 32;

        // State: checksum of who and where (4), flags (1), time (8), received (4), sent (4), acknowledged (4), seconds the
        // session waits (4), length of the identifier (1), the identifier, the commands.
        private const int MaxResumeId = 64;
        private const int CommandsAt = 30 + MaxResumeId;
        private const int StateLength = CommandsAt + CommandWindow.StoredBytes;

        private const int HandshakeFlag = 1;
        private const int PlusFlag = 2;
        private const int ResumableFlag = 4;

        private readonly FlashStore _flash;
        private readonly uint _place;

        /// <summary>Creates a memory and loads what there is.</summary>
        /// <param name="options">Who and where; what was kept for another account, domain or configuration is not used.</param>
        public DeviceMemory(DeviceOptions options)
        {
            _flash = options.Flash;
            if (_flash == null)
            {
                return;
            }

            string configuration = options.Configuration == null ? "" : options.Configuration.Id;
            _place = Checksum(options.Name + " " + options.ThingsDomain + " " + options.Resource + " " + configuration);
            LoadKeys(options.Credential);
            FlashRecord state = StateRecord();
            byte[] bytes = state.Bytes;
            int at = FlashRecord.Start;
            if (!LoadState(state))
            {
                return;
            }

            Utc = (long)PackedBytes.Read(bytes, at + 5, 8);
            if (PackedBytes.Read(bytes, at, 4) == _place)
            {
                HandshakeKnown = (bytes[at + 4] & HandshakeFlag) != 0;
                Plus = (bytes[at + 4] & PlusFlag) != 0;
                Resumable = (bytes[at + 4] & ResumableFlag) != 0;
            }
        }

        /// <summary>Time when the state was kept last, milliseconds since 1970; 0 if never.</summary>
        public long Utc { get; private set; }

        /// <summary>The keys are in flash.</summary>
        public bool KeysStored { get; private set; }

        /// <summary>A negotiation by the binary binding went well: mechanism, binding and stream management can be asked for without looking first.</summary>
        public bool HandshakeKnown { get; private set; }

        /// <summary>In that negotiation the mechanism with channel binding was used.</summary>
        public bool Plus { get; private set; }

        /// <summary>A session waits at the server; <see cref="Restore"/> takes it up.</summary>
        public bool Resumable { get; private set; }

        /// <summary>Takes up the commands carried out and, if there is one, the session that waits. It is taken once: it counts as gone from here on.</summary>
        public void Restore(StreamManagement management, CommandWindow commands)
        {
            if (_flash == null)
            {
                return;
            }

            // Made for the moment and not kept: half a kilobyte of memory for what happens once an hour is too much.
            FlashRecord record = StateRecord();
            LoadState(record);
            byte[] state = record.Bytes;
            int at = FlashRecord.Start;
            commands.Load(state, at + CommandsAt);
            if (!Resumable)
            {
                return;
            }

            int length = state[at + 29];
            if (length > 0 && length <= MaxResumeId)
            {
                management.Restore(
                    Encoding.UTF8.GetString(state, at + 30, length),
                    (long)PackedBytes.Read(state, at + 25, 4),
                    (uint)PackedBytes.Read(state, at + 13, 4),
                    (uint)PackedBytes.Read(state, at + 17, 4),
                    (uint)PackedBytes.Read(state, at + 21, 4));
            }

            Resumable = false;
            state[at + 4] &= 0xFF ^ ResumableFlag;
            record.Save(StateLength);
        }

        /// <summary>Takes note of a negotiation that went well.</summary>
        public void NoteHandshake(bool plus)
        {
            HandshakeKnown = true;
            Plus = plus;
        }

        /// <summary>The server did not negotiate as it did before: the next time it is looked at first.</summary>
        public void ForgetHandshake()
        {
            HandshakeKnown = false;
        }

        /// <summary>Keeps the state.</summary>
        /// <param name="utc">The time, or 0 if it is not known: then the one kept before stays.</param>
        /// <param name="commands">Commands carried out.</param>
        /// <param name="waiting">Counters of a session that waits at the server, or null.</param>
        public bool Save(long utc, CommandWindow commands, StreamManagement waiting)
        {
            if (_flash == null)
            {
                return false;
            }

            FlashRecord record = StateRecord();
            LoadState(record);
            byte[] state = record.Bytes;
            int at = FlashRecord.Start;
            if (utc > 0)
            {
                Utc = utc;
            }

            PackedBytes.Write(state, at, _place, 4);
            PackedBytes.Write(state, at + 5, (ulong)Utc, 8);
            commands.Store(state, at + CommandsAt);
            Resumable = false;
            if (waiting != null && waiting.Enabled && waiting.ResumeId != null)
            {
                byte[] id = Encoding.UTF8.GetBytes(waiting.ResumeId);
                if (id.Length <= MaxResumeId)
                {
                    PackedBytes.Write(state, at + 13, (ulong)waiting.Received, 4);
                    PackedBytes.Write(state, at + 17, (ulong)waiting.Sent, 4);
                    PackedBytes.Write(state, at + 21, (ulong)waiting.Acknowledged, 4);
                    PackedBytes.Write(state, at + 25, (ulong)waiting.ResumeSeconds, 4);
                    state[at + 29] = (byte)id.Length;
                    Array.Copy(id, 0, state, at + 30, id.Length);
                    Resumable = true;
                }
            }

            state[at + 4] = (byte)((HandshakeKnown ? HandshakeFlag : 0) | (Plus ? PlusFlag : 0) | (Resumable ? ResumableFlag : 0));
            return record.Save(StateLength);
        }

        /// <summary>Keeps the keys of a credential; they serve from the next start on, without the password.</summary>
        public void SaveKeys(ScramCredential credential)
        {
            if (_flash == null || !credential.HasKeys || credential.Salt.Length > MaxSalt)
            {
                return;
            }

            FlashRecord keys = KeysRecord();
            keys.Load(); // which of the two files is older
            byte[] bytes = keys.Bytes;
            int at = FlashRecord.Start;
            PackedBytes.Write(bytes, at, Checksum(credential.UserName), 4);
            PackedBytes.Write(bytes, at + 4, (ulong)credential.Iterations, 4);
            Array.Copy(credential.ClientKey, 0, bytes, at + 8, KeyLength);
            Array.Copy(credential.ServerKey, 0, bytes, at + 8 + KeyLength, KeyLength);
            Array.Copy(credential.Salt, 0, bytes, at + KeysHeader, credential.Salt.Length);
            KeysStored = keys.Save(KeysHeader + credential.Salt.Length);
            Array.Clear(bytes, 0, bytes.Length);
        }

        /// <summary>The server has refused the keys.</summary>
        public void ForgetKeys()
        {
            if (_flash != null && KeysStored)
            {
                KeysRecord().Clear();
                KeysStored = false;
            }
        }

        private void LoadKeys(ScramCredential credential)
        {
            FlashRecord keys = KeysRecord();
            int length = keys.Load();
            byte[] bytes = keys.Bytes;
            int at = FlashRecord.Start;
            if (length <= KeysHeader || PackedBytes.Read(bytes, at, 4) != Checksum(credential.UserName))
            {
                return;
            }

            KeysStored = true;
            credential.UseStored(
                Part(bytes, at + 8, KeyLength),
                Part(bytes, at + 8 + KeyLength, KeyLength),
                Part(bytes, at + KeysHeader, length - KeysHeader),
                (int)PackedBytes.Read(bytes, at + 4, 4));
            Array.Clear(bytes, 0, bytes.Length);
        }

        private FlashRecord StateRecord()
        {
            return new FlashRecord(_flash, StateFile, Version, StateLength);
        }

        // The newest state, or zeros; and which of the two files is older.
        private static bool LoadState(FlashRecord state)
        {
            if (state.Load() == StateLength)
            {
                return true;
            }

            Array.Clear(state.Bytes, FlashRecord.Start, StateLength);
            return false;
        }

        private FlashRecord KeysRecord()
        {
            return new FlashRecord(_flash, KeysFile, Version, KeysHeader + MaxSalt);
        }

        private static uint Checksum(string text)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            return Crc32.Of(utf8, 0, utf8.Length);
        }

        private static byte[] Part(byte[] from, int offset, int count)
        {
            byte[] part = new byte[count];
            Array.Copy(from, offset, part, 0, count);
            return part;
        }
    }
}
