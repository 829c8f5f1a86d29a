#nullable disable
using System;
using System.IO;
using IotXmpp.Device.Storage;
using IotXmpp.Node.Life;

namespace IotXmpp.Node.Esp32
{
    /// <summary>The small files of the session on littlefs: <c>I:\iotxmpp.0</c> to <c>I:\iotxmpp.11</c>. What flash refuses is reported as false, never thrown.</summary>
    internal sealed class FlashFiles : FlashStore
    {
        /// <summary>The drive that nanoFramework keeps on the flash of an ESP32.</summary>
        public const string Drive = "I:\\";

        /// <summary>What the service's <c>device add</c> wrote.</summary>
        public const string Settings = Drive + "iotxmpp.json";

        /// <inheritdoc/>
        public override int Length(int file)
        {
            try
            {
                return File.Exists(Path(file)) ? (int)new FileInfo(Path(file)).Length : 0;
            }
            catch (Exception)
            {
                return 0;
            }
        }

        /// <inheritdoc/>
        public override bool Read(int file, int position, byte[] into, int offset, int count)
        {
            try
            {
                using (FileStream stream = new FileStream(Path(file), FileMode.Open, FileAccess.Read))
                {
                    stream.Seek(position, SeekOrigin.Begin);
                    return ReadWhole(stream, into, offset, count) == count;
                }
            }
            catch (Exception)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public override bool Append(int file, byte[] from, int offset, int count)
        {
            try
            {
                using (FileStream stream = new FileStream(Path(file), FileMode.OpenOrCreate, FileAccess.ReadWrite))
                {
                    stream.Seek(0, SeekOrigin.End);
                    stream.Write(from, offset, count);
                    stream.Flush();
                }

                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public override bool Clear(int file)
        {
            return Delete(Path(file));
        }

        /// <summary>The settings file, or null if there is none or it is too long to be one.</summary>
        public static byte[] ReadSettings()
        {
            try
            {
                if (!File.Exists(Settings))
                {
                    return null;
                }

                using (FileStream stream = new FileStream(Settings, FileMode.Open, FileAccess.Read))
                {
                    if (stream.Length > JsonReader.MaxDocument)
                    {
                        return null;
                    }

                    byte[] data = new byte[(int)stream.Length];
                    return ReadWhole(stream, data, 0, data.Length) == data.Length ? data : null;
                }
            }
            catch (Exception)
            {
                return null;
            }
        }

        /// <summary>Deletes the settings and everything the session has kept.</summary>
        public void Forget()
        {
            for (int file = 0; file < Files; file++)
            {
                Clear(file);
            }

            Delete(Settings);
        }

        /// <summary>Reads until the count is there or the file ends; how many bytes came.</summary>
        internal static int ReadWhole(FileStream stream, byte[] into, int offset, int count)
        {
            int done = 0;
            while (done < count)
            {
                int part = stream.Read(into, offset + done, count - done);
                if (part <= 0)
                {
                    break;
                }

                done += part;
            }

            return done;
        }

        private static bool Delete(string path)
        {
            try
            {
                if (File.Exists(path))
                {
                    File.Delete(path);
                }

                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }

        private static string Path(int file)
        {
            return Drive + "iotxmpp." + file.ToString();
        }
    }
}
