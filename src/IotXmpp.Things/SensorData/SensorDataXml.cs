using System.Xml;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
using IotXmpp.Things.Portable;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.SensorData;

/// <summary>XEP-0323 between records and elements. Reading is tolerant where real peers differ, and bounded.</summary>
public static class SensorDataXml
{
    private const int MaxSequenceNumber = 64;

    /// <summary>Reads <c>req</c>.</summary>
    /// <param name="element">The element.</param>
    /// <param name="naive">Zone of timestamps that carry none (XEP-0323 6.1).</param>
    /// <param name="limits">Bounds.</param>
    /// <exception cref="StanzaException">Malformed or over a limit.</exception>
    public static ReadoutRequest ReadRequest(XmppElement element, TimeZoneInfo naive, SensorDataLimits limits)
    {
        var nodes = new List<NodeRef>();
        var fields = new List<string>();
        foreach (var child in element.Elements)
        {
            if (nodes.Count + fields.Count >= limits.MaxNames)
                throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxNames} nodes and fields in a request."));
            // Those of a subscription are of its own namespace.
            if (child.Is(element.Namespace, SensorDataNames.Node))
                nodes.Add(ReadNode(child, limits));
            else if (child.Is(element.Namespace, SensorDataNames.Field))
                fields.Add(Bounded(child.Attribute(SensorDataNames.Name), limits) ?? throw Malformed("A field needs a name."));
        }

        var types = FieldTypes.None;
        foreach (var (name, value) in element.Attributes)
        {
            if (name.Namespace.Length == 0 && Lexical.TryBoolean(value.Trim(), out bool set) && set)
                types |= FieldFlags.TypeOf(name.LocalName);
        }

        return new ReadoutRequest
        {
            SequenceNumber = ReadSequenceNumber(element),
            FieldTypes = types,
            Nodes = nodes,
            Fields = fields,
            From = ReadTime(element, SensorDataNames.From, naive),
            To = ReadTime(element, SensorDataNames.To, naive),
            When = ReadTime(element, SensorDataNames.When, naive),
            Tokens = RequestTokens.Read(element),
        };
    }

    /// <summary>Writes <c>req</c>.</summary>
    public static XmppElement WriteRequest(ReadoutRequest request) => XmppElement.Build(Ns.SensorData, SensorDataNames.Request, w =>
    {
        w.WriteAttributeString(SensorDataNames.SequenceNumber, request.SequenceNumber);
        if (request.FieldTypes == FieldTypes.All)
            w.WriteAttributeString(SensorDataNames.All, "true");
        else
        {
            var types = request.FieldTypes;
            if ((types & FieldTypes.Historical) == FieldTypes.Historical)
            {
                w.WriteAttributeString(SensorDataNames.Historical, "true");
                types &= ~FieldTypes.Historical;
            }

            WriteTypes(w, types);
        }

        WriteTime(w, SensorDataNames.From, request.From);
        WriteTime(w, SensorDataNames.To, request.To);
        WriteTime(w, SensorDataNames.When, request.When);
        request.Tokens.WriteTo(w);
        foreach (var node in request.Nodes)
        {
            w.WriteStartElement(SensorDataNames.Node, Ns.SensorData);
            WriteNode(w, node);
            w.WriteEndElement();
        }

        foreach (string field in request.Fields)
        {
            w.WriteStartElement(SensorDataNames.Field, Ns.SensorData);
            w.WriteAttributeString(SensorDataNames.Name, field);
            w.WriteEndElement();
        }
    });

    /// <summary>Reads <c>fields</c>.</summary>
    /// <exception cref="StanzaException">Malformed or over a limit.</exception>
    public static ReadoutFields ReadFields(XmppElement element, TimeZoneInfo naive, SensorDataLimits limits)
    {
        var nodes = new List<NodeFields>();
        int count = 0, malformed = 0;
        foreach (var nodeElement in element.Elements)
        {
            if (!nodeElement.Is(Ns.SensorData, SensorDataNames.Node))
                continue;
            var fields = new List<Field>();
            foreach (var timestampElement in nodeElement.Elements)
            {
                if (!timestampElement.Is(Ns.SensorData, SensorDataNames.Timestamp))
                    continue;
                var timestamp = ReadTime(timestampElement, SensorDataNames.Value, naive) ?? throw Malformed("A timestamp needs a value.");
                foreach (var child in timestampElement.Elements)
                {
                    if (++count > limits.MaxFields)
                        throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxFields} fields in a stanza."));
                    if (child.Namespace != Ns.SensorData || KindOf(child.LocalName) is not { } kind)
                        continue;
                    if (ReadField(child, kind, timestamp, limits) is { } field)
                        fields.Add(field);
                    else
                        malformed++;
                }
            }

            nodes.Add(new NodeFields(ReadNode(nodeElement, limits), fields));
        }

        return new ReadoutFields(ReadSequenceNumber(element), ReadFlag(element, SensorDataNames.Done), nodes) { Malformed = malformed };
    }

    /// <summary>Writes <c>fields</c>; consecutive fields of the same time share a <c>timestamp</c>.</summary>
    public static XmppElement WriteFields(ReadoutFields fields, WireDialect dialect) => XmppElement.Build(Ns.SensorData, SensorDataNames.Fields, w =>
    {
        w.WriteAttributeString(SensorDataNames.SequenceNumber, fields.SequenceNumber);
        if (fields.Done)
            w.WriteAttributeString(SensorDataNames.Done, "true");
        foreach (var node in fields.Nodes)
        {
            w.WriteStartElement(SensorDataNames.Node, Ns.SensorData);
            WriteNode(w, node.Node);
            DateTimeOffset? open = null;
            foreach (var field in node.Fields)
            {
                if (open is not { } previous || !previous.EqualsExact(field.Timestamp))
                {
                    if (open is not null)
                        w.WriteEndElement();
                    open = field.Timestamp;
                    w.WriteStartElement(SensorDataNames.Timestamp, Ns.SensorData);
                    w.WriteAttributeString(SensorDataNames.Value, Lexical.DateTimeText(field.Timestamp));
                }

                WriteField(w, field, ElementOf(field.Value.Kind), field.Unit);
                if (dialect.RepeatIntegersAsNumeric && field.Value.Kind is FieldValueKind.Int or FieldValueKind.Long)
                    WriteField(w, field, SensorDataNames.Numeric, "");
            }

            if (open is not null)
                w.WriteEndElement();
            w.WriteEndElement();
        }
    });

    /// <summary>Reads <c>failure</c>.</summary>
    /// <exception cref="StanzaException">Malformed or over a limit.</exception>
    public static ReadoutFailure ReadFailure(XmppElement element, TimeZoneInfo naive, SensorDataLimits limits)
    {
        var errors = new List<ReadoutError>();
        foreach (var child in element.Elements)
        {
            if (!child.Is(Ns.SensorData, SensorDataNames.Error))
                continue;
            if (errors.Count >= limits.MaxNames)
                throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxNames} errors in a stanza."));
            // The time of an error is for people: a board without a clock still gets its failure through.
            string? time = child.Attribute(SensorDataNames.Timestamp);
            Lexical.TryDateTime(time ?? "", naive, out var timestamp);
            errors.Add(new ReadoutError(ReadNode(child, limits), timestamp, Bounded(child.Text, limits) ?? ""));
        }

        return new ReadoutFailure(ReadSequenceNumber(element), ReadFlag(element, SensorDataNames.Done), errors);
    }

    /// <summary>Writes <c>failure</c>.</summary>
    public static XmppElement WriteFailure(ReadoutFailure failure) => XmppElement.Build(Ns.SensorData, SensorDataNames.Failure, w =>
    {
        w.WriteAttributeString(SensorDataNames.SequenceNumber, failure.SequenceNumber);
        if (failure.Done)
            w.WriteAttributeString(SensorDataNames.Done, "true");
        foreach (var error in failure.Errors)
        {
            w.WriteStartElement(SensorDataNames.Error, Ns.SensorData);
            WriteNode(w, error.Node);
            w.WriteAttributeString(SensorDataNames.Timestamp, Lexical.DateTimeText(error.Timestamp));
            w.WriteString(error.Text);
            w.WriteEndElement();
        }
    });

    /// <summary>Writes <c>accepted</c>.</summary>
    public static XmppElement WriteAccepted(string sequenceNumber, bool queued) => XmppElement.Build(Ns.SensorData, SensorDataNames.Accepted, w =>
    {
        w.WriteAttributeString(SensorDataNames.SequenceNumber, sequenceNumber);
        if (queued)
            w.WriteAttributeString(SensorDataNames.Queued, "true");
    });

    /// <summary>Writes one of the elements that carry nothing but the number: <c>started</c>, <c>done</c>, <c>cancel</c>, <c>cancelled</c>.</summary>
    public static XmppElement WriteSequenceNumber(string localName, string sequenceNumber) =>
        XmppElement.Build(Ns.SensorData, localName, w => w.WriteAttributeString(SensorDataNames.SequenceNumber, sequenceNumber));

    /// <summary>Reads the number of any element of XEP-0323.</summary>
    /// <exception cref="StanzaException">It is missing or longer than 64 characters.</exception>
    public static string ReadSequenceNumber(XmppElement element) =>
        element.Attribute(SensorDataNames.SequenceNumber) is { Length: > 0 and <= MaxSequenceNumber } number ? number : throw Malformed("A seqnr is needed.");

    private static Field? ReadField(XmppElement element, FieldValueKind kind, DateTimeOffset timestamp, SensorDataLimits limits)
    {
        var types = FieldTypes.None;
        var quality = FieldQuality.None;
        bool? writable = null;
        foreach (var (name, value) in element.Attributes)
        {
            if (name.Namespace.Length != 0 || !Lexical.TryBoolean(value, out bool set))
                continue;
            if (name.LocalName == SensorDataNames.Writable)
                writable = set;
            else if (set)
            {
                types |= FieldFlags.TypeOf(name.LocalName);
                quality |= FieldFlags.QualityOf(name.LocalName);
            }
        }

        string? fieldName = element.Attribute(SensorDataNames.Name);
        string? text = element.Attribute(SensorDataNames.Value);
        string unit = element.Attribute(SensorDataNames.Unit) ?? "";
        string? module = element.Attribute(SensorDataNames.Module);
        string? stringIds = element.Attribute(SensorDataNames.StringIds);
        string? dataType = element.Attribute(SensorDataNames.DataType);
        foreach (string? each in new[] { fieldName, text, unit, module, stringIds, dataType })
            Bounded(each, limits);
        if (string.IsNullOrEmpty(fieldName) || text is null || !FieldValue.TryCreate(kind, text, dataType, out var fieldValue))
            return null;
        return new Field
        {
            Name = fieldName,
            Value = fieldValue,
            Unit = kind == FieldValueKind.Numeric ? unit : "",
            Timestamp = timestamp,
            FieldTypes = types == FieldTypes.None ? FieldTypes.Momentary : types,
            Quality = quality,
            Writable = writable,
            Module = module,
            // Ids that nobody can read name nothing (6.2).
            StringIds = stringIds is not null && StringIds.TryParse(stringIds, out _) ? stringIds : null,
        };
    }

    private static void WriteField(XmlWriter w, Field field, string element, string unit)
    {
        w.WriteStartElement(element, Ns.SensorData);
        w.WriteAttributeString(SensorDataNames.Name, field.Name);
        WriteTypes(w, field.FieldTypes);
        foreach (var (name, flag) in FieldFlags.Qualities)
        {
            if ((field.Quality & flag) != 0)
                w.WriteAttributeString(name, "true");
        }

        if (field.Module is not null)
            w.WriteAttributeString(SensorDataNames.Module, field.Module);
        if (field.StringIds is not null)
            w.WriteAttributeString(SensorDataNames.StringIds, field.StringIds);
        if (field.Writable is { } writable)
            w.WriteAttributeString(SensorDataNames.Writable, writable ? "true" : "false");
        w.WriteAttributeString(SensorDataNames.Value, field.Value.Text);
        if (element == SensorDataNames.Numeric)
            w.WriteAttributeString(SensorDataNames.Unit, unit);
        else if (field.Value.Kind == FieldValueKind.Enumeration)
            w.WriteAttributeString(SensorDataNames.DataType, field.Value.DataType);
        w.WriteEndElement();
    }

    private static void WriteTypes(XmlWriter w, FieldTypes types)
    {
        foreach (var (name, flag) in FieldFlags.Types)
        {
            if ((types & flag) != 0)
                w.WriteAttributeString(name, "true");
        }
    }

    private static NodeRef ReadNode(XmppElement element, SensorDataLimits limits) => new(
        Bounded(element.Attribute(SensorDataNames.NodeId), limits) ?? "",
        Bounded(element.Attribute(SensorDataNames.SourceId), limits),
        Bounded(element.Attribute(SensorDataNames.CacheType), limits));

    private static void WriteNode(XmlWriter w, NodeRef node)
    {
        w.WriteAttributeString(SensorDataNames.NodeId, node.NodeId);
        if (node.SourceId is not null)
            w.WriteAttributeString(SensorDataNames.SourceId, node.SourceId);
        if (node.Partition is not null)
            w.WriteAttributeString(SensorDataNames.CacheType, node.Partition);
    }

    private static DateTimeOffset? ReadTime(XmppElement element, string attribute, TimeZoneInfo naive)
    {
        if (element.Attribute(attribute) is not { } text)
            return null;
        return Lexical.TryDateTime(text, naive, out var time) ? time : throw Malformed($"'{attribute}' is not a date and time.");
    }

    private static void WriteTime(XmlWriter w, string attribute, DateTimeOffset? time)
    {
        if (time is { } value)
            w.WriteAttributeString(attribute, Lexical.DateTimeText(value));
    }

    private static bool ReadFlag(XmppElement element, string attribute) =>
        element.Attribute(attribute) is { } text && Lexical.TryBoolean(text, out bool flag) && flag;

    private static string? Bounded(string? text, SensorDataLimits limits) =>
        text is null || text.Length <= limits.MaxText ? text : throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxText} characters in a text."));

    private static FieldValueKind? KindOf(string element) => element switch
    {
        SensorDataNames.Boolean => FieldValueKind.Boolean,
        SensorDataNames.Date => FieldValueKind.Date,
        SensorDataNames.DateTime => FieldValueKind.DateTime,
        SensorDataNames.Duration => FieldValueKind.Duration,
        // COMPAT slixmpp, XEP-0323 before 0.3.
        "timeSpan" => FieldValueKind.Duration,
        SensorDataNames.Enum => FieldValueKind.Enumeration,
        SensorDataNames.Int => FieldValueKind.Int,
        SensorDataNames.Long => FieldValueKind.Long,
        SensorDataNames.Numeric => FieldValueKind.Numeric,
        SensorDataNames.String => FieldValueKind.String,
        SensorDataNames.Time => FieldValueKind.Time,
        _ => null,
    };

    private static string ElementOf(FieldValueKind kind) => kind switch
    {
        FieldValueKind.Boolean => SensorDataNames.Boolean,
        FieldValueKind.Date => SensorDataNames.Date,
        FieldValueKind.DateTime => SensorDataNames.DateTime,
        FieldValueKind.Duration => SensorDataNames.Duration,
        FieldValueKind.Enumeration => SensorDataNames.Enum,
        FieldValueKind.Int => SensorDataNames.Int,
        FieldValueKind.Long => SensorDataNames.Long,
        FieldValueKind.Numeric => SensorDataNames.Numeric,
        FieldValueKind.Time => SensorDataNames.Time,
        _ => SensorDataNames.String,
    };

    private static StanzaException Malformed(string text) => new(StanzaErrors.BadRequest(text));
}
