#nullable disable
using System;
using System.IO;
using IotXmpp.Node.Boards;

namespace IotXmpp.Node.Esp32
{
    /// <summary>What the board's owner has set, on littlefs: a file <c>I:\board.NAME</c> for each value.</summary>
    internal sealed class FlashMemory : BoardMemory
    {
        private const string Prefix = FlashFiles.Drive + "board.";

        /// <inheritdoc/>
        public override string Load(string name)
        {
            try
            {
                return File.Exists(Prefix + name) ? File.ReadAllText(Prefix + name) : null;
            }
            catch (Exception)
            {
                return null;
            }
        }

        /// <inheritdoc/>
        public override void Store(string name, string text)
        {
            try
            {
                File.WriteAllText(Prefix + name, text);
            }
            catch (Exception)
            {
                // Forgotten at the next restart: that is all a memory without room can promise.
            }
        }

        /// <summary>Forgets everything.</summary>
        public static void Forget()
        {
            try
            {
                string[] files = Directory.GetFiles(FlashFiles.Drive);
                for (int i = 0; i < files.Length; i++)
                {
                    // The drive may or may not stand in front of the names.
                    if (files[i].IndexOf("board.", 0) >= 0)
                    {
                        File.Delete(files[i]);
                    }
                }
            }
            catch (Exception)
            {
                // What cannot be deleted stays; the settings are gone all the same.
            }
        }
    }
}
