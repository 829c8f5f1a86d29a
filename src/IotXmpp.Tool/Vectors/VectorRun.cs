using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Tool.Vectors;

/// <summary>What became of one vector in one codec.</summary>
/// <param name="Failures">What is wrong; empty if nothing.</param>
/// <param name="Skipped">Why it was not tried, or null.</param>
public sealed record VectorResult(IReadOnlyList<string> Failures, string? Skipped)
{
    public bool Passed => Skipped == null && Failures.Count == 0;
}

/// <summary>Runs vectors through a codec: every stream decodes to its events, and the document encodes to the bytes that two
/// independent encoders agree on.</summary>
public sealed class VectorRun(VectorCodec codec, VectorSchemas schemas)
{
    private const int ShownBytes = 24;

    public VectorResult Run(VectorRecord record)
    {
        if (codec.Unsupported(record.Options, record.Xsd != null || record.SchemaTypesOnly) is { } reason)
            return new VectorResult([], reason);
        var failures = new List<string>();
        Try(failures, "schema", () =>
        {
            var image = schemas.Find(record.XsdPath, record.SchemaTypesOnly);
            foreach (var stream in record.Streams.Where(stream => stream.Events != null))
            {
                Try(failures, $"decode of {string.Join(", ", stream.By)}", () =>
                    EventComparison.Difference(stream.Events!, codec.Decode(image, record.Options, stream.Exi)));
            }

            if (record.Streams.FirstOrDefault(stream => stream.By.Count > 1) is { } expected && record.ByteExact && !record.Disputed)
                Try(failures, "encode", () => Encode(image, record, expected));
            return null;
        });
        return new VectorResult(failures, null);
    }

    public VectorResult Run(VectorSession session)
    {
        if (codec.Unsupported(session) is { } reason)
            return new VectorResult([], reason);
        var failures = new List<string>();
        Try(failures, "session", () =>
        {
            var image = schemas.Find(session.XsdPath);
            var decoded = codec.DecodeSession(image, session);
            var encoded = codec.EncodeSession(image, session);
            for (var i = 0; i < session.Bodies.Count; i++)
            {
                var body = session.Bodies[i];
                using var reader = VectorDocument.Open(Path.Combine(session.Folder, body.Xml), session.Options);
                Add(failures, $"decode of body {i}", EventComparison.Difference(VectorDocument.Events(reader, session.Options), decoded[i]));
                Add(failures, $"encode of body {i}", Difference(body.Exi, encoded[i]));
            }

            return null;
        });
        return new VectorResult(failures, null);
    }

    /// <summary>Where two streams part; null if they do not.</summary>
    public static string? Difference(byte[] expected, byte[] actual)
    {
        var common = expected.AsSpan().CommonPrefixLength(actual);
        if (common == expected.Length && common == actual.Length)
            return null;
        return $"{expected.Length} bytes expected, got {actual.Length}; from byte {common}: expected {Hex(expected, common)}, got {Hex(actual, common)}";
    }

    private string? Encode(GrammarImage image, VectorRecord record, VectorStream expected)
    {
        using var document = VectorDocument.OpenAs(record.XmlPath, record.Options, expected.Events);
        var stream = codec.Encode(image, record.Options, document);

        // RFC 1951 leaves the encoder free: two DEFLATE implementations write other bytes for the same content.
        if (record.Options.Alignment == VectorAlignment.Compression)
            return expected.Events == null ? null : EventComparison.Difference(expected.Events, codec.Decode(image, record.Options, stream));
        return Difference(expected.Exi, stream);
    }

    private static string Hex(byte[] bytes, int from) =>
        Convert.ToHexString(bytes, from, Math.Min(ShownBytes, bytes.Length - from)) + (bytes.Length - from > ShownBytes ? "..." : "");

    private static void Try(List<string> failures, string what, Func<string?> check)
    {
        try
        {
            Add(failures, what, check());
        }
        catch (Exception e) when (e is VectorFailure or ExiException or ExiSchemaException or XmlException or FormatException or IOException)
        {
            failures.Add($"{what}: {e.Message}");
        }
    }

    private static void Add(List<string> failures, string what, string? difference)
    {
        if (difference != null)
            failures.Add($"{what}: {difference}");
    }
}
