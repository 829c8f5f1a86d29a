using System.Xml;
using System.Xml.Linq;
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

/// <summary>
/// Runs vectors through a codec: every stream decodes to its events, and the document encodes to a stream that independent encoders wrote. Where they
/// differ and no two agree, encoding is tried and its bytes are not judged.
/// </summary>
public sealed class VectorRun(VectorCodec codec, VectorSchemas schemas)
{
    private const int ShownBytes = 24;

    public VectorResult Run(VectorRecord record)
    {
        if ((KnownDifferences.Reason(codec.Name, record.Id) ?? codec.Unsupported(record.Options, record.Xsd != null || record.SchemaTypesOnly)) is { } reason)
            return new VectorResult([], reason);
        var failures = new List<string>();
        Try(failures, "schema", () =>
        {
            var image = schemas.Find(record.XsdPath, record.SchemaTypesOnly);
            Decode(image, record, failures);
            Try(failures, "encode", () => Encode(image, record));
            return null;
        });
        return new VectorResult(failures, null);
    }

    public VectorResult Run(VectorSession session)
    {
        if ((KnownDifferences.Reason(codec.Name, session.Id) ?? codec.Unsupported(session)) is { } reason)
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

    /// <summary>The events that a stream of the record decodes to.</summary>
    public string Decode(VectorRecord record, byte[] stream) =>
        codec.Decode(schemas.Find(record.XsdPath, record.SchemaTypesOnly), record.Options, stream);

    /// <summary>The record's document, every character of it, as a stream.</summary>
    public byte[] Encode(VectorRecord record) => codec.Encode(
        schemas.Find(record.XsdPath, record.SchemaTypesOnly), record.Options, writer => VectorDocument.Write(record.XmlPath, record.Options, writer, bare: false));

    /// <summary>Where two streams part; null if they do not.</summary>
    public static string? Difference(byte[] expected, byte[] actual)
    {
        var common = expected.AsSpan().CommonPrefixLength(actual);
        if (common == expected.Length && common == actual.Length)
            return null;
        return $"{expected.Length} bytes expected, got {actual.Length}; from byte {common}: expected {Hex(expected, common)}, got {Hex(actual, common)}";
    }

    /// <summary>Disputed streams mean different things: then one of them has to be right.</summary>
    private void Decode(GrammarImage image, VectorRecord record, List<string> failures)
    {
        var wrong = new List<string>();
        var right = 0;
        foreach (var stream in record.Streams)
        {
            var count = wrong.Count;
            Try(wrong, $"decode of {string.Join(", ", stream.By)}", () =>
            {
                var events = codec.Decode(image, record.Options, stream.Exi);
                return stream.Events != null ? EventComparison.Difference(stream.Events, events)
                    : stream.MatchesXml && !record.Settled && !record.Options.Fragment ? DifferenceFromDocument(record, events)
                    : null;
            });
            right += wrong.Count == count ? 1 : 0;
        }

        if (!record.Disputed || right == 0)
            failures.AddRange(wrong);
    }

    /// <summary>A stream without recorded events means its document, with or without the white space between elements.</summary>
    private static string? DifferenceFromDocument(VectorRecord record, string events)
    {
        string? difference = null;
        foreach (bool bare in (bool[])[false, true])
        {
            var document = new XDocument();
            using (var writer = document.CreateWriter())
                VectorDocument.Write(record.XmlPath, record.Options, writer, bare);
            using var reader = document.CreateReader();
            if (EventComparison.Difference(VectorDocument.Events(reader, record.Options), events) is not { } found)
                return null;
            difference ??= found;
        }

        return difference;
    }

    private string? Encode(GrammarImage image, VectorRecord record)
    {
        // Other encoders were given the document with more or less of its white space: the events of a stream tell with how much. A canonical
        // stream has rules of its own for it.
        var inputs = new List<(VectorStream? Of, Action<XmlWriter> Write)> { (null, writer => VectorDocument.Write(record.XmlPath, record.Options, writer, bare: false)) };
        if (!record.Options.Canonical)
        {
            inputs.Add((null, writer => VectorDocument.Write(record.XmlPath, record.Options, writer, bare: true)));
            inputs.AddRange(record.Streams.Where(stream => stream.Events is { } events && !HasDocumentType(events))
                .Select(stream => ((VectorStream?)stream, (Action<XmlWriter>)(writer => EventReplay.Write(stream.Events!, writer)))));
        }

        var witness = record.Streams.FirstOrDefault(stream => stream.By.Count > 1) ?? record.Streams.FirstOrDefault();
        string? problem = null;
        foreach (var (of, write) in inputs)
        {
            try
            {
                var written = codec.Encode(image, record.Options, write);
                if (record.Streams.Any(stream => (of == null || of == stream) && Same(record, stream.Exi, written)))
                    return null;
                problem ??= witness == null ? null : $"{Difference(witness.Exi, written)} of {string.Join(", ", witness.By)}";
            }
            catch (Exception e) when (e is VectorFailure or ExiException)
            {
                problem ??= e.Message;
            }
        }

        return record.Settled || record.Options.Canonical || (record.ByteExact && !record.Disputed) ? problem : null;
    }

    private static bool HasDocumentType(string events) => events.StartsWith("DT ", StringComparison.Ordinal) || events.Contains("\nDT ", StringComparison.Ordinal);

    private static bool Same(VectorRecord record, byte[] expected, byte[] actual) =>
        expected.AsSpan().SequenceEqual(actual) || (record.Options.Alignment == VectorAlignment.Compression && DeflateStreams.Same(expected, actual));

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
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The top of one vector: whatever else a codec throws is a fault of the codec, and the next vector is run all the same.
            failures.Add($"{what}: {e.GetType().Name}: {e.Message}");
        }
    }

    private static void Add(List<string> failures, string what, string? difference)
    {
        if (difference != null)
            failures.Add($"{what}: {difference}");
    }
}
