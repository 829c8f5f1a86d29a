using System.Security.Cryptography;

namespace IotXmpp.Xmpp.Streams.Exi;

/// <summary>A schema as XEP-0322 names it on the wire: never by its name alone, since versions differ in bytes (XEP-0322 2.2.2).</summary>
/// <param name="Namespace">Target namespace.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Md5Hash">MD5 of the file, 32 lower-case hexadecimal digits. Identification only: nothing is trusted because of it.</param>
public sealed record ExiSchema(string Namespace, int Bytes, string Md5Hash)
{
    /// <summary>Names a schema file.</summary>
    public static ExiSchema Of(string targetNamespace, ReadOnlySpan<byte> file) =>
        new(targetNamespace, file.Length, Convert.ToHexStringLower(MD5.HashData(file)));
}
