using System.Xml;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Concentrators;

/// <summary>XEP-0326 between records and elements: requests are read here, answers and events written.</summary>
public static partial class ConcentratorXml
{
    /// <summary>Reads a command.</summary>
    /// <param name="element">The element.</param>
    /// <param name="parts">What it carries.</param>
    /// <param name="requester">Full JID of the sender.</param>
    /// <param name="address">Address that was asked.</param>
    /// <param name="naive">Zone of times that carry none.</param>
    /// <param name="limits">Bounds.</param>
    /// <exception cref="StanzaException">A part is missing or malformed, or a limit is passed.</exception>
    public static ConcentratorRequest ReadRequest(XmppElement element, RequestParts parts, Jid requester, Jid address, TimeZoneInfo naive, ConcentratorRequestLimits limits)
    {
        bool Has(RequestParts part) => (parts & part) != 0;
        string Required(RequestParts part, string name) => !Has(part) ? ""
            : Bounded(element.Attribute(name), limits) is { Length: > 0 } value ? value : throw Malformed($"'{name}' is missing.");

        var node = Has(RequestParts.Node) ? ReadNode(element, limits) : default;
        string sourceId = node.SourceId ?? Required(RequestParts.Source, "sourceId");
        var nodes = Has(RequestParts.Nodes) ? Children(element, "node", limits).Select(child => ReadNode(child, limits)).ToList() : [];
        if (Has(RequestParts.Nodes) && nodes.Count == 0)
            throw Malformed("Name at least one node.");
        return new ConcentratorRequest
        {
            Requester = requester,
            Address = address,
            Tokens = RequestTokens.Read(element),
            Language = Bounded(element.Attribute("lang", Ns.Xml), limits),
            SourceId = sourceId,
            Node = node,
            Nodes = nodes,
            Parameters = Has(RequestParts.Details) && ReadFlag(element, "parameters", false),
            Messages = Has(RequestParts.Details) && ReadFlag(element, "messages", false),
            DerivedFrom = Has(RequestParts.DerivedFrom) ? [.. Children(element, "onlyIfDerivedFrom", limits).Select(child => Bounded(child.Text, limits)!)] : [],
            SortOrders = Has(RequestParts.SortOrder) ? [.. Children(element, "sortOrder", limits).Select(child => ReadSortOrder(child, limits))] : [],
            Indices = ReadIndices(element, parts, sourceId, limits),
            NodeType = Required(RequestParts.NodeType, "type"),
            Command = Required(RequestParts.Command, "command"),
            Form = Has(RequestParts.Form | RequestParts.OptionalForm) ? ReadForm(element, Has(RequestParts.Form)) : null,
            QueryId = Required(RequestParts.Query, "queryId"),
            EventTypes = Has(RequestParts.EventTypes) ? ReadEventTypes(element) : SourceEventTypes.None,
            Since = Has(RequestParts.Since) && element.Attribute("getEventsSince") is { } since
                ? Lexical.TryDateTime(since, naive, out var time) ? time : throw Malformed("'getEventsSince' is no time.")
                : null,
            DatabaseId = Required(RequestParts.Database, "databaseId"),
            SequenceNumber = Required(RequestParts.SequenceNumber, "seqnr"),
        };
    }

    /// <summary>
    /// The answer to a command. Everything but success is an error of the stanza that carries the response element beside the defined condition:
    /// the one is what RFC 6120 asks for, the other what XEP-0326 shows.
    /// </summary>
    public static Iq Answer(Iq request, ConcentratorResult result)
    {
        var response = XmppElement.Build(Ns.Concentrators, request.Request!.LocalName + "Response", w =>
        {
            w.WriteAttributeString("result", result.Code.ToString());
            result.Content?.Invoke(w);
            WriteErrors(w, result.Errors);
        });
        if (result.Code == ResponseCode.OK)
            return request.Result(response);
        var error = result.Code switch
        {
            ResponseCode.NotFound => StanzaErrors.ItemNotFound(result.Text),
            ResponseCode.InsufficientPrivileges => StanzaErrors.Refused(result.Text),
            ResponseCode.Locked => StanzaErrors.Conflict(result.Text) with { Type = StanzaErrorType.Wait },
            ResponseCode.NotImplemented => StanzaErrors.FeatureNotImplemented(result.Text),
            ResponseCode.FormError => StanzaErrors.BadRequest(result.Text ?? (result.Errors.Count > 0 ? result.Errors[0].Text : null)),
            _ => Other(result),
        };
        return request.Fail(error) with { Payloads = [response] };
    }

    /// <summary>Writes <c>value</c> elements.</summary>
    public static void WriteValues(XmlWriter w, IEnumerable<string> values)
    {
        foreach (string value in values)
            w.WriteElementString("value", Ns.Concentrators, value);
    }

    /// <summary>Writes <c>error</c> elements of a form.</summary>
    public static void WriteErrors(XmlWriter w, IReadOnlyList<ParameterError> errors)
    {
        foreach (var error in errors)
        {
            w.WriteStartElement("error", Ns.Concentrators);
            w.WriteAttributeString("var", error.Name);
            w.WriteString(error.Text);
            w.WriteEndElement();
        }
    }

    /// <summary>Writes <c>dataSource</c> elements.</summary>
    public static void WriteSources(XmlWriter w, IEnumerable<DataSourceInformation> sources)
    {
        foreach (var source in sources)
        {
            w.WriteStartElement("dataSource", Ns.Concentrators);
            w.WriteAttributeString("sourceId", source.SourceId);
            w.WriteAttributeString("name", source.Name);
            w.WriteAttributeString("hasChildren", XmlConvert.ToString(source.HasChildren));
            if (source.LastChanged is { } changed)
                w.WriteAttributeString("lastChanged", Lexical.DateTimeText(changed));
            w.WriteEndElement();
        }
    }

    /// <summary>Writes <c>node</c> elements.</summary>
    public static void WriteNodes(XmlWriter w, IEnumerable<NodeInformation> nodes)
    {
        foreach (var node in nodes)
        {
            w.WriteStartElement("node", Ns.Concentrators);
            WriteNode(w, node);
            w.WriteEndElement();
        }
    }

    /// <summary>Writes attributes and children of a node into the element the writer stands in.</summary>
    public static void WriteNode(XmlWriter w, NodeInformation node)
    {
        void Optional(string name, string? value)
        {
            if (value is not null)
                w.WriteAttributeString(name, value);
        }

        void Flag(string name, bool value)
        {
            // Absent is false, as the schema has it.
            if (value)
                w.WriteAttributeString(name, "true");
        }

        w.WriteAttributeString("nodeId", node.Node.NodeId);
        Optional("displayName", node.DisplayName);
        w.WriteAttributeString("nodeType", node.NodeType);
        Optional("localId", node.LocalId);
        Optional("cacheType", node.Node.Partition);
        w.WriteAttributeString("state", node.State.ToString());
        w.WriteAttributeString("hasChildren", XmlConvert.ToString(node.HasChildren));
        Flag("childrenOrdered", node.ChildrenOrdered);
        Flag("isReadable", node.IsReadable);
        Flag("isControllable", node.IsControllable);
        Flag("hasCommands", node.HasCommands);
        Optional("parentId", node.ParentId);
        Optional("lastChanged", node.LastChanged is { } changed ? Lexical.DateTimeText(changed) : null);
        foreach (var parameter in node.Parameters)
        {
            w.WriteStartElement(ElementOf(parameter.Kind), Ns.Concentrators);
            w.WriteAttributeString("id", parameter.Id);
            w.WriteAttributeString("name", parameter.Name);
            w.WriteAttributeString("value", parameter.Value);
            w.WriteEndElement();
        }

        WriteMessages(w, node.Messages);
    }

    /// <summary>Writes the reference to a node as attributes.</summary>
    public static void WriteReference(XmlWriter w, string sourceId, NodeRef node)
    {
        w.WriteAttributeString("sourceId", sourceId);
        w.WriteAttributeString("nodeId", node.NodeId);
        if (node.Partition is not null)
            w.WriteAttributeString("cacheType", node.Partition);
    }

    /// <summary>Writes <c>command</c> elements.</summary>
    public static void WriteCommands(XmlWriter w, IEnumerable<NodeCommandInformation> commands)
    {
        foreach (var command in commands)
        {
            w.WriteStartElement("command", Ns.Concentrators);
            w.WriteAttributeString("command", command.Command);
            w.WriteAttributeString("name", command.Name);
            w.WriteAttributeString("type", command.Type.ToString());
            foreach (var (name, value) in new[]
            {
                ("sortCategory", command.SortCategory), ("sortKey", command.SortKey), ("confirmationString", command.Confirmation),
                ("failureString", command.Failure), ("successString", command.Success),
            })
            {
                if (value is not null)
                    w.WriteAttributeString(name, value);
            }

            w.WriteEndElement();
        }
    }

    /// <summary>Writes one <c>result</c> per node.</summary>
    public static void WriteResults(XmlWriter w, IEnumerable<NodeResult> results)
    {
        foreach (var result in results)
        {
            w.WriteStartElement("result", Ns.Concentrators);
            if (result.Error is not null)
                w.WriteAttributeString("error", result.Error);
            w.WriteString(result.Error is null ? "true" : "false");
            w.WriteEndElement();
        }
    }

    /// <summary>Writes an event. What it tells of the node is what it holds: leave out what the subscriber did not ask for.</summary>
    public static XmppElement WriteEvent(SourceEvent happened)
    {
        string name = char.ToLowerInvariant(happened.Type.ToString()[0]) + happened.Type.ToString()[1..];
        return XmppElement.Build(Ns.Concentrators, name, w =>
        {
            if (happened.Type is SourceEventTypes.NodeAdded or SourceEventTypes.NodeUpdated)
            {
                w.WriteAttributeString("sourceId", happened.SourceId);
                if (happened.AfterNodeId is not null)
                    w.WriteAttributeString("afterNodeId", happened.AfterNodeId);
                if (happened.OldId is not null)
                    w.WriteAttributeString("oldId", happened.OldId);
                WriteNode(w, happened.Node);
                return;
            }

            WriteReference(w, happened.SourceId, happened.Reference);
            if (happened.Type != SourceEventTypes.NodeStatusChanged)
                return;
            w.WriteAttributeString("state", happened.Node.State.ToString());
            WriteMessages(w, happened.Node.Messages);
        });
    }

    internal static string ElementOf(NodeParameterKind kind) => kind switch
    {
        NodeParameterKind.Boolean => "boolean",
        NodeParameterKind.Color => "color",
        NodeParameterKind.DateTime => "dateTime",
        NodeParameterKind.Double => "double",
        NodeParameterKind.Duration => "duration",
        NodeParameterKind.Int => "int",
        NodeParameterKind.Long => "long",
        NodeParameterKind.Time => "time",
        _ => "string",
    };

    private static StanzaError Other(ConcentratorResult result) => result.Condition switch
    {
        "bad-request" => StanzaErrors.BadRequest(result.Text),
        "policy-violation" => StanzaErrors.PolicyViolation(result.Text),
        "resource-constraint" => StanzaErrors.ResourceConstraint(result.Text),
        "recipient-unavailable" => StanzaErrors.RecipientUnavailable(result.Text),
        { } condition => new StanzaError(StanzaErrorType.Cancel, condition, result.Text),
        null => new StanzaError(StanzaErrorType.Cancel, "undefined-condition", result.Text),
    };

    private static void WriteMessages(XmlWriter w, IReadOnlyList<NodeMessage> messages)
    {
        foreach (var message in messages)
        {
            w.WriteStartElement("message", Ns.Concentrators);
            w.WriteAttributeString("timestamp", Lexical.DateTimeText(message.Timestamp));
            w.WriteAttributeString("type", message.Type.ToString());
            if (message.EventId is not null)
                w.WriteAttributeString("eventId", message.EventId);
            w.WriteString(message.Text);
            w.WriteEndElement();
        }
    }

    private static NodeRef ReadNode(XmppElement element, ConcentratorRequestLimits limits)
    {
        string? source = Bounded(element.Attribute("sourceId"), limits);
        string? nodeId = Bounded(element.Attribute("nodeId"), limits);
        if (string.IsNullOrEmpty(source) || string.IsNullOrEmpty(nodeId))
            throw Malformed("A node needs a sourceId and a nodeId.");
        // XEP-0326 5.1: an empty cacheType is none.
        return new NodeRef(nodeId, source, Bounded(element.Attribute("cacheType"), limits) is { Length: > 0 } cacheType ? cacheType : null);
    }

    private static IReadOnlyList<IndexReference> ReadIndices(XmppElement element, RequestParts parts, string sourceId, ConcentratorRequestLimits limits)
    {
        IndexReference Read(XmppElement from, string source, bool withValue)
        {
            string? index = Bounded(from.Attribute("index"), limits);
            string? value = withValue ? Bounded(from.Attribute("indexValue"), limits) : "";
            return string.IsNullOrEmpty(index) || value is null || source.Length == 0
                ? throw Malformed("An index needs a sourceId, its name and a value.")
                : new IndexReference(source, index, value);
        }

        if ((parts & RequestParts.Index) != 0)
            return [Read(element, sourceId, (parts & RequestParts.IndexValue) != 0)];
        if ((parts & RequestParts.IndexReferences) == 0)
            return [];
        var references = Children(element, "indexRef", limits).Select(child => Read(child, Bounded(child.Attribute("sourceId"), limits) ?? "", withValue: true)).ToList();
        return references.Count > 0 ? references : throw Malformed("Name at least one index.");
    }

    private static SortOrder ReadSortOrder(XmppElement element, ConcentratorRequestLimits limits) =>
        new(Bounded(element.Attribute("parameterName"), limits) ?? throw Malformed("A sort order needs a parameterName."), ReadFlag(element, "ascending", true));

    private static DataForm? ReadForm(XmppElement element, bool isRequired)
    {
        if (element.Element(Ns.DataForms, "x") is not { } x)
            return isRequired ? throw Malformed("The form is missing.") : null;
        var form = DataFormXml.Read(x, DataFormLimits.Default);
        return form.Type == DataFormType.Submit ? form : throw Malformed("The form is not a submission.");
    }

    private static SourceEventTypes ReadEventTypes(XmppElement element)
    {
        var types = SourceEventTypes.None;
        foreach (var (name, type) in new[]
        {
            ("nodeAdded", SourceEventTypes.NodeAdded), ("nodeUpdated", SourceEventTypes.NodeUpdated), ("nodeStatusChanged", SourceEventTypes.NodeStatusChanged),
            ("nodeRemoved", SourceEventTypes.NodeRemoved), ("nodeMovedUp", SourceEventTypes.NodeMovedUp), ("nodeMovedDown", SourceEventTypes.NodeMovedDown),
        })
        {
            if (ReadFlag(element, name, true))
                types |= type;
        }

        return types;
    }

    private static bool ReadFlag(XmppElement element, string name, bool absent)
    {
        if (element.Attribute(name) is not { } text)
            return absent;
        return Lexical.TryBoolean(text.Trim(), out bool value) ? value : throw Malformed($"'{name}' is true or false.");
    }

    private static IEnumerable<XmppElement> Children(XmppElement element, string name, ConcentratorRequestLimits limits)
    {
        int count = 0;
        foreach (var child in element.Elements)
        {
            if (!child.Is(Ns.Concentrators, name))
                continue;
            if (++count > limits.MaxReferences)
                throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxReferences} of '{name}' in a request."));
            yield return child;
        }
    }

    private static string? Bounded(string? text, ConcentratorRequestLimits limits) =>
        text is null || text.Length <= limits.MaxText ? text : throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxText} characters in a text."));

    private static StanzaException Malformed(string text) => new(StanzaErrors.BadRequest(text));
}
