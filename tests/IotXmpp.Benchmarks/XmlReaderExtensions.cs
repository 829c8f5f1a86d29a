using System.Xml;

namespace IotXmpp.Benchmarks;

internal static class XmlReaderExtensions
{
    /// <summary>Looks at everything once.</summary>
    public static void Drain(this XmlReader reader)
    {
        while (reader.Read())
        {
            while (reader.MoveToNextAttribute())
                _ = reader.Value;
            if (reader.HasValue)
                _ = reader.Value;
        }
    }
}
