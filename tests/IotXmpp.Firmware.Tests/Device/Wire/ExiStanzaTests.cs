using System.Text;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Readings;
using IotXmpp.Device.Session;
using IotXmpp.Device.Wire;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Tests.Wire;

/// <summary>Stanzas as EXI bodies in the firmware's own configuration.</summary>
public sealed class ExiStanzaTests(ITestOutputHelper output)
{
    private static readonly ExiConfiguration s_configuration = FirmwareConfiguration.Create();
    private static readonly FieldDefinition[] s_fields = BoardDefinitions.ClimateFields();

    [Fact]
    [Spec("XEP-0322 3.3")]
    public void Bodies_come_out_the_same_however_the_bytes_are_cut()
    {
        byte[] stream = Stream(withHeader: true);
        string[] whole = ReadAll(stream, withHeader: true, stream.Length);
        whole.Should().Equal("open things.localhost", "iq r1 7 True Temperature", "a 5", "set true", "closed");
        for (int cut = 1; cut < stream.Length; cut++)
        {
            ReadAll(stream, withHeader: true, cut).Should().Equal(whole, "it was cut at {0}", cut);
        }

        ReadAll(stream, withHeader: true, 1, byteByByte: true).Should().Equal(whole);
        byte[] bodies = Stream(withHeader: false);
        ReadAll(bodies, withHeader: false, 3).Should().Equal(whole);
    }

    [Fact]
    [Spec("XEP-0322 3.11.1", "EXI-073")]
    public void Header_of_another_configuration_is_refused()
    {
        byte[] ours = Stream(withHeader: true);
        byte[] otherId = [.. ours];
        otherId[14] ^= 1; // inside the configurationId
        byte[][] others = [[.. "$EXI"u8, 0x80, 0x12], [0x80, 0x12], "<?xml version='1.0'?>"u8.ToArray(), otherId];
        foreach (byte[] other in others)
        {
            var read = () => ReadAll(other, withHeader: true, other.Length);
            read.Should().Throw<WireException>().Which.Number.Should().Be(WireException.OtherConfiguration);
        }
    }

    [Fact]
    public void Random_bytes_end_the_stream_or_wait_for_more_and_nothing_else()
    {
        var random = new Random(7);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            try
            {
                ReadAll(bytes, withHeader: false, bytes.Length);
            }
            catch (WireException)
            {
                // The only way out that the session knows.
            }
        }
    }

    [Fact]
    public void A_body_that_never_ends_is_refused_when_the_buffer_is_full()
    {
        byte[] stanza = Write(writer =>
        {
            writer.StartElement(Ns.Client, "message");
            writer.Attribute("to", new string('x', 390));
            writer.EndElement();
        });
        byte[] endless = [.. stanza[..200], .. Enumerable.Repeat((byte)0x41, 6000)];
        var read = () => ReadAll(endless, withHeader: false, 50);
        read.Should().Throw<WireException>();
    }

    [Fact]
    public void A_stanza_outside_the_grammars_is_not_sent()
    {
        var buffer = new OutputBuffer(4096);
        var writer = new ExiStanzaWriter(buffer, s_configuration);
        var write = () =>
        {
            writer.StartElement(Ns.StreamManagement, "r");
            writer.Attribute("nothing", "1");
            writer.EndElement();
        };
        write.Should().Throw<WireException>().Which.Number.Should().Be(WireException.NotEncodable);
        buffer.Count.Should().Be(0);
    }

    [Fact]
    public void Acknowledged_reading_costs_no_memory_in_EXI_either()
    {
        var buffer = new OutputBuffer(8192);
        var writer = new ExiStanzaWriter(buffer, s_configuration);
        var tape = new StanzaTape(128, 4096);
        var reader = new ExiStanzaReader(tape, s_configuration);
        byte[] acknowledgement = Write(w =>
        {
            w.StartElement(Ns.StreamManagement, "a");
            w.AttributeInteger("h", 12);
            w.EndElement();
        });
        for (int i = 0; i < 50; i++)
        {
            Cycle();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 500; i++)
        {
            Cycle();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Cycle()
        {
            WriteReading(writer);
            buffer.Consume(buffer.Count);
            int offset = 0;
            int result = reader.Read(acknowledgement, ref offset, acknowledgement.Length);
            if (result != StanzaReader.Stanza || !tape.TryGetInteger(0, "h", out long h) || h != 12)
            {
                throw new InvalidOperationException("not acknowledged");
            }
        }
    }

    /// <summary>The figures of a reading of three fields with names, units, node and time, first body of a stream and later ones alike.</summary>
    [Fact]
    public void Reading_on_the_wire_is_several_times_smaller_than_in_XML()
    {
        var xml = new OutputBuffer(4096);
        WriteReading(new XmlStanzaWriter(xml));
        byte[] exi = Write(WriteReading);
        output.WriteLine($"[wire] XML {xml.Count} bytes: {Encoding.UTF8.GetString(xml.Data, 0, xml.Count)}");
        output.WriteLine($"[wire] EXI {exi.Length} bytes ({s_configuration.Id}): {Convert.ToHexStringLower(exi)}");
        exi.Length.Should().BeLessThan(xml.Count / 3);
    }

    private static void WriteReading(StanzaWriter writer)
    {
        writer.StartElement(Ns.Client, "message");
        writer.Attribute("to", "things.localhost");
        writer.StartElement(Ns.SensorData, "fields");
        writer.AttributeBoolean("done", true);
        writer.AttributeInteger("seqnr", 1);
        writer.StartElement(Ns.SensorData, "node");
        writer.Attribute("nodeId", "board1");
        writer.StartElement(Ns.SensorData, "timestamp");
        writer.AttributeDateTime("value", 1770091506789);
        for (int i = 0; i < s_fields.Length; i++)
        {
            FieldText.Write(writer, s_fields[i], 215 + i, historical: false);
        }

        writer.EndElement();
        writer.EndElement();
        writer.EndElement();
        writer.EndElement();
    }

    private static byte[] Write(Action<StanzaWriter> write)
    {
        var buffer = new OutputBuffer(8192);
        write(new ExiStanzaWriter(buffer, s_configuration));
        return buffer.Data[buffer.Offset..(buffer.Offset + buffer.Count)];
    }

    private static byte[] Stream(bool withHeader)
    {
        var buffer = new OutputBuffer(8192);
        var writer = new ExiStanzaWriter(buffer, s_configuration) { WithHeader = withHeader };
        writer.OpenStream("things.localhost");
        writer.StartElement(Ns.Client, "iq");
        writer.Attribute("id", "r1");
        writer.Attribute("type", "get");
        writer.StartElement(Ns.SensorData, "req");
        writer.AttributeBoolean("momentary", true);
        writer.AttributeInteger("seqnr", 7);
        writer.StartElement(Ns.SensorData, "field");
        writer.Attribute("name", "Temperature");
        writer.EndElement();
        writer.EndElement();
        writer.EndElement();
        writer.StartElement(Ns.StreamManagement, "a");
        writer.AttributeInteger("h", 5);
        writer.EndElement();
        writer.StartElement(Ns.Client, "iq");
        writer.Attribute("id", "c1");
        writer.Attribute("type", "set");
        writer.StartElement(Ns.Control, "set");
        writer.StartElement(Ns.Control, "boolean");
        writer.Attribute("name", "Relay");
        writer.AttributeBoolean("value", true);
        writer.EndElement();
        writer.EndElement();
        writer.EndElement();
        writer.CloseStream();
        return buffer.Data[buffer.Offset..(buffer.Offset + buffer.Count)];
    }

    private static string[] ReadAll(byte[] stream, bool withHeader, int cut, bool byteByByte = false)
    {
        var tape = new StanzaTape(128, 4096);
        var reader = new ExiStanzaReader(tape, s_configuration) { WithHeader = withHeader };
        reader.Reset();
        var log = new List<string>();
        int step = byteByByte ? 1 : cut;
        for (int start = 0; start < stream.Length; start += step)
        {
            int offset = start;
            int end = Math.Min(start + step, stream.Length);
            int result;
            while ((result = reader.Read(stream, ref offset, end)) != StanzaReader.NeedMore)
            {
                log.Add(Describe(tape, result));
            }

            offset.Should().Be(end);
        }

        return [.. log];
    }

    private static string Describe(StanzaTape tape, int result)
    {
        if (result == StanzaReader.StreamOpened)
        {
            return "open " + tape.AttributeText(0, "to");
        }

        if (result == StanzaReader.StreamClosed)
        {
            return "closed";
        }

        if (tape.Is(0, Ns.StreamManagement, "a"))
        {
            return "a " + tape.AttributeText(0, "h");
        }

        int set = tape.Child(0, Ns.Control, "set");
        if (set >= 0)
        {
            return "set " + tape.AttributeText(tape.FirstChild(set), "value");
        }

        int request = tape.Child(0, Ns.SensorData, "req");
        return request < 0 ? tape.Name(0) : $"iq {tape.AttributeText(0, "id")} {tape.AttributeText(request, "seqnr")} {tape.AttributeTrue(request, "momentary")} {tape.AttributeText(tape.FirstChild(request), "name")}";
    }
}
