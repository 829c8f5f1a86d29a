#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>How a caller gave a value to the writer; one byte.</summary>
    internal static class ValueForm
    {
        internal const int Text = 0;
        internal const int Boolean = 1;
        internal const int Time = 2;

        /// <summary>A number with (form - Scaled) decimals.</summary>
        internal const int Scaled = 3;

        internal const int MaxDecimals = 18;
    }
}
