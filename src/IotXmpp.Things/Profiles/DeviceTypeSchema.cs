using System.Security.Cryptography;
using System.Text;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Schemas;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Things.Profiles;

/// <summary>
/// The schemas of one type of board. Each document they allow is one that the published schemas allow; what they leave out is what boards of this
/// type never say. A reading of three fields takes 17 bytes instead of the 96 of the general set (see decision 0012).
/// </summary>
/// <remarks>
/// The set is agreed on like any other (XEP-0322). Used strictly it refuses all else: a value outside its field's range, another quality flag, another
/// addressee, an unknown payload. Used without <c>strict</c>, which costs some 4 bytes a reading, the same grammars say anything.
/// </remarks>
public sealed class DeviceTypeSchema
{
    private static readonly string[] s_published = ["bind.xsd", "ping.xsd", "sasl.xsd", "sm.xsd", "tls.xsd", "xml.xsd"];

    private static readonly PublishedSchema[] s_restricted =
    [
        Restricted("exi.xsd", Ns.Exi),
        Restricted("stanzaerror.xsd", Ns.StanzaErrors),
        Restricted("streamerror.xsd", Ns.StreamErrors),
        Restricted("streams.xsd", Ns.Streams),
    ];

    private DeviceTypeSchema(DeviceTypeDescription description, IReadOnlyList<SchemaDocument> documents)
    {
        Description = description;
        Documents = documents;
        Id = $"{description.Id}-{Hash(documents)}";
    }

    /// <summary>What the schemas were written for.</summary>
    public DeviceTypeDescription Description { get; }

    /// <summary>
    /// Name of the set, for <see cref="ExiSchemaSet.Id"/>: that of the description, a hyphen and 8 hexadecimal digits of the documents' hash. Two
    /// revisions of a description cannot be taken for each other.
    /// </summary>
    public string Id { get; }

    /// <summary>The documents, by namespace. A set complete in itself: each import is among them.</summary>
    public IReadOnlyList<SchemaDocument> Documents { get; }

    /// <summary>Writes the schemas. The same description always gives the same bytes.</summary>
    /// <exception cref="DeviceTypeException">The description has a fault; names the member.</exception>
    public static DeviceTypeSchema Create(DeviceTypeDescription description)
    {
        DeviceTypeCheck.Check(description);
        string remark = $"Device type {description.Id}: restricts the published schema of this namespace. Generated, do not edit.";
        (string, string, string) xml = ("xml", Ns.Xml, "xml.xsd");
        IEnumerable<SchemaDocument> documents =
        [
            .. XmppSchemas.All.Where(schema => s_published.Contains(schema.FileName)).Concat(s_restricted)
                .Select(schema => new SchemaDocument(schema.FileName, schema.Namespace, schema.Read())),
            new("iot-control.xsd", Ns.Control, Xsd.Document(remark, Ns.Control, [xml], new ControlSchema(description).Content())),
            new("iot-sensordata.xsd", Ns.SensorData, Xsd.Document(remark, Ns.SensorData, [], new SensorDataSchema(description).Content())),
            new("jabber-client.xsd", Ns.Client, Xsd.Document(
                remark,
                Ns.Client,
                [
                    ("bind", Ns.Bind, "bind.xsd"), ("ct", Ns.Control, "iot-control.xsd"), ("err", Ns.StanzaErrors, "stanzaerror.xsd"),
                    ("ping", Ns.Ping, "ping.xsd"), ("sn", Ns.SensorData, "iot-sensordata.xsd"), xml,
                ],
                new StanzaSchema(description).Content())),
        ];
        return new DeviceTypeSchema(description, [.. documents.OrderBy(document => document.Namespace, StringComparer.Ordinal)]);
    }

    /// <summary>Compiles the set. Its <see cref="ExiSchemaSet.Grammar"/> is what the board carries in flash.</summary>
    public ExiSchemaSet Compile() => CanonicalSchema.Compile(Id, Documents);

    private static PublishedSchema Restricted(string fileName, string ns) =>
        new(fileName, ns, typeof(DeviceTypeSchema).Assembly, "IotXmpp.Things.Profiles.Schemas." + fileName);

    private static string Hash(IReadOnlyList<SchemaDocument> documents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (SchemaDocument document in documents)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(document.Namespace));
            hash.AppendData(SHA256.HashData(document.Content.Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 4));
    }
}
