using System.Buffers;
using System.Text.Json;
using System.Xml;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Vectors;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Bodies;

/// <summary>Sequences of bodies without header, with tables that start anew or live on (XEP-0322 3.1, 3.2.1).</summary>
[Spec("EXI-046", "EXI-050", "EXI-051")]
public class SessionTests
{
    [Fact]
    public void Bodies_of_a_session_decode_one_after_another()
    {
        var failures = new List<string>();
        foreach (Session session in Session.All())
        {
            var reader = new ExiBodyReader(session.Grammar, session.Options, ExiLimits.Untrusted, session.Keep);
            foreach ((string xml, byte[] exi) in session.Bodies)
            {
                string? difference;
                try
                {
                    difference = EventComparison.Compare(EventsOfFile(xml, session), Events(BodyText.Read(reader, exi), session));
                }
                catch (ExiException e)
                {
                    difference = e.Message;
                }

                if (difference is null)
                    continue;
                failures.Add($"{session.Id} {xml}: {difference}");
                break;
            }
        }

        failures.Select(failure => failure[..Math.Min(failure.Length, 300)]).Should().BeEmpty();
    }

    [Fact]
    public void Bodies_of_a_session_encode_to_the_bytes_of_another_codec()
    {
        var failures = new List<string>();
        foreach (Session session in Session.All())
        {
            var writer = new ExiBodyWriter(session.Grammar, session.Options, session.Keep);
            foreach ((string xml, byte[] exi) in session.Bodies)
            {
                var buffer = new ArrayBufferWriter<byte>();
                using (XmlWriter body = writer.BeginBody(buffer))
                using (XmlReader source = VectorRun.OpenXml(new MemoryStream(VectorFiles.ReadBytes(xml)), fragment: false))
                    VectorRun.Copy(source, body);
                if (!buffer.WrittenSpan.SequenceEqual(exi))
                {
                    failures.Add($"{session.Id} {xml}: {Convert.ToHexString(buffer.WrittenSpan)}, expected {Convert.ToHexString(exi)}");
                    break;
                }
            }
        }

        failures.Select(failure => failure[..Math.Min(failure.Length, 300)]).Should().BeEmpty();
    }

    private static string EventsOfFile(string xml, Session session)
    {
        using XmlReader reader = VectorRun.OpenXml(new MemoryStream(VectorFiles.ReadBytes(xml)), fragment: false);
        return EventText.Of(reader, session.Options.Preserve.HasFlag(ExiPreserve.Prefixes));
    }

    private static string Events(string xml, Session session)
    {
        using var reader = XmlReader.Create(new StringReader(xml));
        return EventText.Of(reader, session.Options.Preserve.HasFlag(ExiPreserve.Prefixes));
    }

    private sealed record Session(string Id, GrammarImage? Grammar, ExiOptions Options, ExiSessionBuffers Keep, IReadOnlyList<(string Xml, byte[] Exi)> Bodies)
    {
        public static IEnumerable<Session> All()
        {
            foreach (string line in File.ReadLines(Path.Combine(VectorFiles.Root, "session.jsonl")))
            {
                using var document = JsonDocument.Parse(line);
                JsonElement json = document.RootElement;
                VectorRecord record = VectorRecord.Parse(json, new Dictionary<string, string>());
                yield return new Session(
                    record.Id,
                    VectorFiles.GrammarOf(record),
                    record.Options,
                    (ExiSessionBuffers)json.GetProperty("keep").GetInt32(),
                    [.. json.GetProperty("bodies").EnumerateArray()
                        .Select(body => (body.GetProperty("xml").GetString()!, Convert.FromBase64String(body.GetProperty("exi").GetString()!)))]);
            }
        }
    }
}
