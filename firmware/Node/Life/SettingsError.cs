#nullable disable

namespace IotXmpp.Node.Life
{
    /// <summary>What is wrong with a settings file.</summary>
    internal static class SettingsError
    {
        /// <summary>Nothing.</summary>
        public const int None = 0;

        /// <summary>There is no file, or it is empty.</summary>
        public const int Missing = 1;

        /// <summary>Not JSON, or beyond the reader's limits.</summary>
        public const int NotJson = 2;

        /// <summary>A value has the wrong type, is too long or out of range: <see cref="SettingsReader.Key"/> says which.</summary>
        public const int BadValue = 3;

        /// <summary>A value without which nothing works is not there: <see cref="SettingsReader.Key"/> says which.</summary>
        public const int MissingValue = 4;
    }
}
