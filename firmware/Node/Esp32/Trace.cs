#nullable disable
using System.Diagnostics;

namespace IotXmpp.Node.Esp32
{
    /// <summary>
    /// What the board says on its serial line, for whoever looks on with the nanoFramework tools: a line when something has changed, numbers as firmware/README.md
    /// explains them, and never a name, an address or a key.
    /// </summary>
    internal static class Trace
    {
        /// <summary>How the board started.</summary>
        public static void Start(int mode, int failed, int settingsError)
        {
            Debug.WriteLine("iotxmpp start mode=" + mode.ToString() + " failed=" + failed.ToString() + " settings=" + settingsError.ToString());
        }

        /// <summary>What session and network are at.</summary>
        public static void State(int state, int error, int fault)
        {
            Debug.WriteLine("iotxmpp session=" + state.ToString() + " error=" + error.ToString() + " network=" + fault.ToString());
        }

        /// <summary>Why the board restarts.</summary>
        public static void Restart(int reason)
        {
            Debug.WriteLine("iotxmpp restart reason=" + reason.ToString());
        }
    }
}
