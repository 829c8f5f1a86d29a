#nullable disable

namespace IotXmpp.Device.Storage
{
    /// <summary>
    /// What survives a power cut: a few small files, by number. The board has littlefs under it (<c>I:\iotxmpp.0</c> ...), the simulator and the tests
    /// an array. Calls come from the session's own thread, are over in bounded time and never throw: what could not be done returns false, and
    /// the session goes on without it.
    /// </summary>
    /// <remarks>
    /// The power may go at any byte: a cut inside of <see cref="Append"/> leaves any beginning of the bytes given, one inside of <see cref="Clear"/>
    /// the file or nothing. More is not asked of a file system; checksums and sequence numbers do the rest.
    /// </remarks>
    internal abstract class FlashStore
    {
        /// <summary>Files there are: 0 to Files - 1.</summary>
        public const int Files = 12;

        /// <summary>Bytes a file has at most: one block of littlefs on an ESP32.</summary>
        public const int MaxFileBytes = 4096;

        /// <summary>Bytes in a file; 0 if there is none.</summary>
        public abstract int Length(int file);

        /// <summary>Reads exactly <paramref name="count"/> bytes; false if they are not there.</summary>
        public abstract bool Read(int file, int position, byte[] into, int offset, int count);

        /// <summary>Adds bytes at the end of a file, creating it, and returns when they are safe.</summary>
        public abstract bool Append(int file, byte[] from, int offset, int count);

        /// <summary>Empties a file.</summary>
        public abstract bool Clear(int file);
    }
}
