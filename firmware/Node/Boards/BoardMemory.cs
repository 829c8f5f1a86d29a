#nullable disable

namespace IotXmpp.Node.Boards
{
    /// <summary>
    /// What a board remembers of itself over a restart: settings its owner made, the total of a meter. Names and texts are ASCII but for labels, and shorter
    /// than 100 characters. Calls are over in bounded time and never throw; what could not be stored is forgotten at the next restart.
    /// </summary>
    internal abstract class BoardMemory
    {
        /// <summary>What was stored under a name; null for nothing.</summary>
        public abstract string Load(string name);

        /// <summary>Stores a text under a name. Rare: a setting that was changed, a total every ten minutes.</summary>
        public abstract void Store(string name, string text);
    }
}
