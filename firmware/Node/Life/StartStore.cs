#nullable disable

namespace IotXmpp.Node.Life
{
    /// <summary>Two small files that outlive the power: the board's on littlefs, the tests' an array. Calls are over in bounded time and never throw.</summary>
    internal abstract class StartStore
    {
        /// <summary>Reads a slot from its beginning; how many bytes were there, 0 if none.</summary>
        /// <param name="slot">0 or 1.</param>
        /// <param name="into">Filled from its beginning; what does not fit is not read.</param>
        public abstract int Load(int slot, byte[] into);

        /// <summary>Replaces a slot. The power may go at any byte: then the slot holds anything.</summary>
        public abstract bool Save(int slot, byte[] from);
    }
}
