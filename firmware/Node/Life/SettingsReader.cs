#nullable disable
using System;

namespace IotXmpp.Node.Life
{
    /// <summary>Reads the settings file. What it does not know it passes over, so that a newer service may write more.</summary>
    internal sealed class SettingsReader
    {
        private const int MaxName = 64;
        private const int MaxDomain = 255;
        private const int MaxCertificate = 4096;
        private const int MaxSalt = 64;
        private const int KeyLength = 32;
        private const int MaxPort = 65535;

        /// <summary>A day; what sleeps longer is not asked for.</summary>
        private const int MaxSleep = 86400;

        /// <summary>End of the year 9999, seconds since 1970.</summary>
        private const long MaxTime = 253402300799;

        /// <summary>As the board's SCRAM: what is below is no protection, what is above takes minutes (RFC 7677 4).</summary>
        private const int MinIterations = 4096;
        private const int MaxIterations = 1000000;

        private JsonReader _json;
        private int _token;
        private BoardSettings _settings;

        /// <summary>A constant of <see cref="SettingsError"/>.</summary>
        public int Error { get; private set; }

        /// <summary>The value that is wrong or missing, with its place: <c>scramSha256.salt</c>; null otherwise.</summary>
        public string Key { get; private set; }

        /// <summary>Reads a document; null with <see cref="Error"/> set if it is of no use.</summary>
        /// <param name="data">UTF-8; null for a file that is not there.</param>
        /// <param name="count">Bytes of it.</param>
        public BoardSettings Read(byte[] data, int count)
        {
            Error = SettingsError.None;
            Key = null;
            if (data == null || count == 0)
            {
                Error = SettingsError.Missing;
                return null;
            }

            _json = new JsonReader(data, count);
            _settings = new BoardSettings();
            _token = _json.Read();
            if (_token != JsonReader.BeginObject || !ReadMembers(null) || _json.Read() != JsonReader.End)
            {
                Error = Error == SettingsError.None ? SettingsError.NotJson : Error;
                return null;
            }

            return Complete() ? _settings : null;
        }

        private bool ReadMembers(string parent)
        {
            while (true)
            {
                int token = _json.Read();
                if (token == JsonReader.EndObject)
                {
                    return true;
                }

                string name = token == JsonReader.Name ? _json.GetText(MaxName) : null;
                if (name == null)
                {
                    return false;
                }

                _token = _json.Read();
                if (_token == JsonReader.Error)
                {
                    return false;
                }

                string key = parent == null ? name : parent + "." + name;
                bool inside = _token == JsonReader.BeginObject && IsGroup(key);
                if (inside ? !ReadMembers(key) : !ReadMember(key))
                {
                    return false;
                }
            }
        }

        private static bool IsGroup(string key)
        {
            return key == "ports" || key == "tls" || key == "scramSha256" || key == "exi";
        }

        private bool ReadMember(string key)
        {
            // null is as good as not there: the service writes it for a listener that is off.
            if (_token == JsonReader.Null)
            {
                return true;
            }

            switch (key)
            {
                case "name": _settings.Name = Text(key, MaxName); break;
                case "kind": _settings.Kind = Text(key, MaxName); break;
                case "domain": _settings.Domain = Text(key, MaxDomain); break;
                case "host": _settings.Host = Text(key, MaxDomain); break;
                case "timeServer": _settings.TimeServer = Text(key, MaxDomain); break;
                case "written": _settings.Written = Number(key, 0, MaxTime); break;
                case "sleepSeconds": _settings.SleepSeconds = (int)Number(key, 0, MaxSleep); break;
                case "powerCycleReset": _settings.PowerCycleReset = Switch(key); break;
                case "ports.exi": _settings.ExiPort = (int)Number(key, 1, MaxPort); break;
                case "ports.xmppTls": _settings.XmppTlsPort = (int)Number(key, 1, MaxPort); break;
                case "tls.serverName": _settings.TlsServerName = Text(key, MaxDomain); break;
                case "tls.certificate": _settings.TlsCertificate = Text(key, MaxCertificate); break;
                case "scramSha256.salt": _settings.Salt = Bytes(key, 1, MaxSalt); break;
                case "scramSha256.iterations": _settings.Iterations = (int)Number(key, MinIterations, MaxIterations); break;
                case "scramSha256.clientKey": _settings.ClientKey = Bytes(key, KeyLength, KeyLength); break;
                case "scramSha256.serverKey": _settings.ServerKey = Bytes(key, KeyLength, KeyLength); break;
                case "exi.configurationId": _settings.ConfigurationId = Text(key, MaxName); break;
                default: return _json.Skip(_token);
            }

            return Error == SettingsError.None;
        }

        private bool Complete()
        {
            if (_settings.TlsServerName == null)
            {
                _settings.TlsServerName = _settings.Domain;
            }

            return Need("name", _settings.Name) && Need("domain", _settings.Domain) && Need("host", _settings.Host)
                && Need("scramSha256.salt", _settings.Salt) && Need("scramSha256.clientKey", _settings.ClientKey)
                && Need("scramSha256.serverKey", _settings.ServerKey)
                && (_settings.Iterations > 0 || Lacking("scramSha256.iterations"))
                && (_settings.ExiPort > 0 || _settings.XmppTlsPort > 0 || Lacking("ports"));
        }

        private bool Need(string key, object value)
        {
            return value != null || Lacking(key);
        }

        private bool Lacking(string key)
        {
            Error = SettingsError.MissingValue;
            Key = key;
            return false;
        }

        private void Bad(string key)
        {
            Error = SettingsError.BadValue;
            Key = key;
        }

        private bool Switch(string key)
        {
            if (_token != JsonReader.True && _token != JsonReader.False)
            {
                Bad(key);
            }

            return _token == JsonReader.True;
        }

        private long Number(string key, long min, long max)
        {
            if (_token == JsonReader.Number && _json.IsInteger && _json.Integer >= min && _json.Integer <= max)
            {
                return _json.Integer;
            }

            Bad(key);
            return 0;
        }

        private string Text(string key, int maxBytes)
        {
            string text = _token == JsonReader.Text ? _json.GetText(maxBytes) : null;
            if (text == null || text.Length == 0)
            {
                Bad(key);
                return null;
            }

            return text;
        }

        private byte[] Bytes(string key, int min, int max)
        {
            string text = Text(key, ((max + 2) / 3) * 4);
            byte[] bytes = text == null ? null : FromBase64(text);
            if (bytes == null || bytes.Length < min || bytes.Length > max)
            {
                Bad(key);
                return null;
            }

            return bytes;
        }

        private static byte[] FromBase64(string text)
        {
            try
            {
                return Convert.FromBase64String(text);
            }
            catch (Exception)
            {
                // A board throws another exception for it than .NET does; either says that this is no base64.
                return null;
            }
        }
    }
}
