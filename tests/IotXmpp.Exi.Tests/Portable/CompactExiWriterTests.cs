using IotXmpp.Exi.Portable;
using IotXmpp.Testing;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Exi.Tests.Portable;

public sealed class CompactExiWriterTests
{
    private readonly byte[] _buffer = new byte[2048];

    [Fact]
    public void A_reading_decodes_in_the_full_codec()
    {
        var writer = new CompactExiWriter(CompactBodies.Image, CompactBodies.Board());
        var length = new CompactBodies.Reading(writer).Write(_buffer, 0);

        var events = new FullVectorCodec().Decode(
            CompactBodies.Image, new VectorOptions { Strict = true, ValueMaxLength = 64, ValuePartitionCapacity = 64 }, [0x80, .. _buffer[..length]]);

        EventComparison.Difference(
            """
            SE {jabber:client}message
            AT {}from="board1@things.localhost/dev"
            AT {}to="concentrator@example.org"
            SE {urn:xmpp:iot:sensordata}fields
            AT {}done="true"
            AT {}seqnr="17"
            SE {urn:xmpp:iot:sensordata}node
            AT {}nodeId="board1"
            SE {urn:xmpp:iot:sensordata}timestamp
            AT {}value="2025-11-02T14:30:00.25Z"
            SE {urn:xmpp:iot:sensordata}numeric
            AT {}automaticReadout="true"
            AT {}momentary="true"
            AT {}name="Temperature"
            AT {}unit="°C"
            AT {}value="22.5"
            EE
            SE {urn:xmpp:iot:sensordata}numeric
            AT {}automaticReadout="true"
            AT {}momentary="true"
            AT {}name="Humidity"
            AT {}unit="%"
            AT {}value="47"
            EE
            SE {urn:xmpp:iot:sensordata}numeric
            AT {}automaticReadout="true"
            AT {}momentary="true"
            AT {}name="Pressure"
            AT {}unit="hPa"
            AT {}value="1013.25"
            EE
            EE
            EE
            EE
            EE
            """,
            events).Should().BeNull();
    }

    [Fact]
    public void Attributes_may_come_in_any_order()
    {
        byte[] Write(params string[] names)
        {
            var writer = new CompactExiWriter(CompactBodies.Image, CompactBodies.Board());
            writer.StartBody(_buffer, 0);
            writer.StartElement(CompactBodies.Client, "iq");
            foreach (var name in names)
                writer.Attribute(writer.FindName("", name), name == "type" ? "get" : name);
            writer.EndElement();
            return _buffer[..writer.EndBody()];
        }

        Write("type", "to", "id", "from").Should().Equal(Write("from", "id", "to", "type"));
    }

    [Theory]
    [InlineData(225, 1, "22.5")]
    [InlineData(7000, 1, "700")]
    [InlineData(-5, 3, "-0.005")]
    [InlineData(0, 2, "0")]
    [InlineData(long.MaxValue, 0, "9223372036854775807")]
    [InlineData(long.MinValue, 0, "-9223372036854775808")]
    [InlineData(long.MinValue, 18, "-9.223372036854775808")]
    public void Scaled_numbers_are_the_bytes_of_their_text(long mantissa, int decimals, string text)
    {
        Numeric(writer => writer.ScaledAttribute(writer.FindName("", "value"), mantissa, decimals))
            .Should().Equal(Numeric(writer => writer.Attribute(writer.FindName("", "value"), text)));
    }

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(CompactBodies.ReadingTime, "2025-11-02T14:30:00.250Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999Z")]
    [InlineData(951_782_400_000, "2000-02-29T00:00:00Z")]
    [InlineData(4_107_542_400_007, "2100-03-01T00:00:00.007Z")]
    public void Times_are_the_bytes_of_their_text(long milliseconds, string text)
    {
        Timestamp(writer => writer.TimeAttribute(writer.FindName("", "value"), milliseconds))
            .Should().Equal(Timestamp(writer => writer.Attribute(writer.FindName("", "value"), text)));

        var reader = new CompactExiReader(CompactBodies.Image, CompactBodies.Board(strict: false));
        var body = Timestamp(writer => writer.Attribute(writer.FindName("", "value"), text));
        reader.Start(body, 0, body.Length);
        var value = reader.FindName("", "value");
        while (reader.Read() > CompactExiEvent.NeedMore && reader.Name != value)
        {
        }

        reader.GetUtcMilliseconds(out var read).Should().BeTrue();
        read.Should().Be(milliseconds);
    }

    [Fact]
    public void Errors_are_numbers_and_the_first_one_stays()
    {
        var writer = new CompactExiWriter(CompactBodies.Image, CompactBodies.Board());
        writer.StartElement(CompactBodies.Client, "iq").Should().Be(CompactExiError.Order, "no body was started");

        writer.StartBody(_buffer, 0).Should().Be(CompactExiError.None);
        writer.Attribute(0, "x").Should().Be(CompactExiError.Order);
        writer.StartElement(CompactBodies.Client, "iq").Should().Be(CompactExiError.Order);
        writer.EndBody().Should().Be(0);

        Error(w => w.Attribute(w.FindName("", "id"), "1"), w => w.Attribute(w.FindName("", "id"), "2")).Should().Be(CompactExiError.DuplicateAttribute);
        Error(w => w.Attribute(9999, "1")).Should().Be(CompactExiError.UnknownName);
        Error(w => w.Attribute(w.FindName("", "id"), "1"), w => w.Attribute(w.FindName("", "type"), "no such type"), w => w.EndElement()).Should().Be(CompactExiError.InvalidValue);
        Error(w => w.Attribute(w.FindName("urn:unknown", "a"), "1"), w => w.EndElement()).Should().Be(CompactExiError.NotAllowed);
        Error(w => w.Text("text")).Should().Be(CompactExiError.NotAllowed);
        Error(w => w.Attribute(w.FindName("", "id"), new string('x', 600)), w => w.EndElement()).Should().Be(CompactExiError.StringLength);
        Error(w => w.Attribute(w.FindName("", "id"), "a\0b"), w => w.EndElement()).Should().Be(CompactExiError.InvalidValue);
        Error(w => w.EndElement(), w => w.EndElement()).Should().Be(CompactExiError.Order);
        Error(w => w.EndElement(), w => w.StartElement(CompactBodies.Client, "presence")).Should().Be(CompactExiError.Order);
    }

    [Fact]
    [Spec("EXI-045")]
    public void Elements_without_declaration_are_refused_unless_built_in_grammars_are_allowed()
    {
        int Write(CompactExiOptions options)
        {
            var writer = new CompactExiWriter(CompactBodies.Image, options);
            writer.StartBody(_buffer, 0);
            writer.StartElement(CompactBodies.Client, "message");
            writer.StartElement("urn:unknown", "unknown");
            writer.Text("text");
            writer.EndElement();
            writer.EndElement();
            writer.EndBody();
            return writer.ErrorCode == CompactExiError.Order ? CompactExiError.None : writer.ErrorCode;
        }

        Write(new CompactExiOptions { Strict = false }).Should().Be(CompactExiError.BuiltInGrammars);
        Write(new CompactExiOptions { Strict = false, MaxBuiltInGrammars = 1, MaxBuiltInProductions = 1 }).Should().Be(CompactExiError.None);
    }

    [Fact]
    [Spec("EXI-069", "EXI-070", "EXI-042")]
    public void A_header_carries_cookie_and_schemaId()
    {
        var writer = new CompactExiWriter(CompactBodies.Image, CompactBodies.Board());
        writer.StartStream(_buffer, 0, cookie: true, "c:c76ab4ec-4993-4285-8c7a-09806058581b");
        writer.StartElement("http://jabber.org/protocol/compress/exi", "streamStart");
        writer.Attribute(writer.FindName("", "version"), "1.0");
        writer.EndElement();
        var length = writer.EndBody();
        length.Should().BePositive();

        ExiHeader.TryRead(new System.Buffers.ReadOnlySequence<byte>(_buffer, 0, length), out var header, out _).Should().BeTrue();
        header!.HasCookie.Should().BeTrue();
        header.Options!.SchemaId.Value.Should().Be("c:c76ab4ec-4993-4285-8c7a-09806058581b");

        var reader = new CompactExiReader(CompactBodies.Image, CompactBodies.Board());
        for (var part = 0; part < length; part++)
        {
            if (reader.StartStream(_buffer, 0, part) == CompactExiEvent.StartDocument)
                CompactBodies.ReadAll(reader).Should().Be(CompactExiEvent.NeedMore);
        }

        reader.StartStream(_buffer, 0, length).Should().Be(CompactExiEvent.StartDocument);
        reader.SchemaId.Should().Be("c:c76ab4ec-4993-4285-8c7a-09806058581b");
        CompactBodies.ReadAll(reader).Should().Be(CompactExiEvent.EndDocument);
        reader.Consumed.Should().Be(length);
    }

    [Theory]
    [InlineData("<?xml version='1.0'?>")]
    [InlineData("$EXJ\u0080")]
    public void What_is_no_exi_header_is_refused(string start)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(start);
        var reader = new CompactExiReader(CompactBodies.Image, CompactBodies.Board());
        reader.StartStream(bytes, 0, bytes.Length).Should().Be(CompactExiEvent.Error);
        reader.ErrorCode.Should().Be(CompactExiError.Header);
    }

    private byte[] Numeric(Action<CompactExiWriter> value) => Field("numeric", value);

    private byte[] Timestamp(Action<CompactExiWriter> value) => Field("timestamp", value);

    /// <summary>Fields, node, timestamp, and perhaps a numeric field; a value for the innermost.</summary>
    private byte[] Field(string innermost, Action<CompactExiWriter> value)
    {
        var writer = new CompactExiWriter(CompactBodies.Image, CompactBodies.Board(strict: false));
        writer.StartBody(_buffer, 0);
        writer.StartElement(CompactBodies.SensorData, "fields");
        writer.Attribute(writer.FindName("", "seqnr"), 1);
        writer.StartElement(CompactBodies.SensorData, "node");
        writer.Attribute(writer.FindName("", "nodeId"), "n");
        writer.StartElement(CompactBodies.SensorData, "timestamp");
        if (innermost == "numeric")
        {
            writer.TimeAttribute(writer.FindName("", "value"), 0);
            writer.StartElement(CompactBodies.SensorData, "numeric");
            writer.Attribute(writer.FindName("", "name"), "f");
        }

        value(writer);
        while (writer.Depth > 0 && writer.ErrorCode == CompactExiError.None)
            writer.EndElement();
        var length = writer.EndBody();
        length.Should().BePositive();
        return _buffer[..length];
    }

    /// <summary>The error of calls inside a presence.</summary>
    private int Error(params Func<CompactExiWriter, int>[] calls)
    {
        var writer = new CompactExiWriter(CompactBodies.Image, CompactBodies.Board());
        writer.StartBody(_buffer, 0);
        writer.StartElement(CompactBodies.Client, "presence");
        foreach (var call in calls)
            call(writer);
        return writer.ErrorCode;
    }
}
