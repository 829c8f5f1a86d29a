using System.Reflection;

namespace IotXmpp.Xmpp.Schemas;

/// <summary>A schema document that is embedded in an assembly, byte for byte.</summary>
/// <param name="FileName">As other documents import it.</param>
/// <param name="Namespace">Its target namespace.</param>
/// <param name="Assembly">Where it is embedded.</param>
/// <param name="ResourceName">Under which name.</param>
public sealed record PublishedSchema(string FileName, string Namespace, Assembly Assembly, string ResourceName)
{
    /// <summary>The bytes of the document.</summary>
    public byte[] Read()
    {
        using Stream stream = Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"{ResourceName} is missing from the assembly.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
