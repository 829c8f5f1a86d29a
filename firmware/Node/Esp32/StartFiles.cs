#nullable disable
using System;
using System.IO;
using IotXmpp.Node.Life;

namespace IotXmpp.Node.Esp32
{
    /// <summary>The two slots of the start record on littlefs: <c>I:\start.0</c> and <c>I:\start.1</c>.</summary>
    internal sealed class StartFiles : StartStore
    {
        /// <inheritdoc/>
        public override int Load(int slot, byte[] into)
        {
            try
            {
                if (!File.Exists(Path(slot)))
                {
                    return 0;
                }

                using (FileStream stream = new FileStream(Path(slot), FileMode.Open, FileAccess.Read))
                {
                    return FlashFiles.ReadWhole(stream, into, 0, into.Length);
                }
            }
            catch (Exception)
            {
                return 0;
            }
        }

        /// <inheritdoc/>
        public override bool Save(int slot, byte[] from)
        {
            try
            {
                using (FileStream stream = new FileStream(Path(slot), FileMode.Create, FileAccess.Write))
                {
                    stream.Write(from, 0, from.Length);
                    stream.Flush();
                }

                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }

        private static string Path(int slot)
        {
            return FlashFiles.Drive + "start." + slot.ToString();
        }
    }
}
