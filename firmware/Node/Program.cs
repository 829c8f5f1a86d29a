#nullable disable
using System;
using System.Threading;
using IotXmpp.Node.Esp32;

namespace IotXmpp.Node
{
    /// <summary>Where the board starts.</summary>
    public static class Program
    {
        /// <summary>Does not return: a Main that returns, or throws, leaves a board that does nothing until somebody pulls its plug.</summary>
        public static void Main()
        {
            try
            {
                new Application().Run();
            }
            catch (Exception)
            {
                // Not before some seconds: a board that falls at once must stay reachable for the flashing tool.
                Thread.Sleep(5000);
            }

            Restarts.Reboot();
        }
    }
}
