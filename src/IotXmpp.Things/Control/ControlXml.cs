using System.Xml;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
using IotXmpp.Things.Provisioning;
using IotXmpp.Things.Portable;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Control;

/// <summary>XEP-0325 between records and elements. Reading is tolerant where real peers differ, and bounded.</summary>
public static class ControlXml
{
    /// <summary>Reads <c>set</c>, with typed parameters or with a submitted form.</summary>
    /// <exception cref="StanzaException">Malformed or over a limit; also parameters and a form at once, whose order nobody could tell.</exception>
    public static ControlRequest ReadSet(XmppElement element, ControlLimits limits)
    {
        var nodes = new List<NodeRef>();
        var values = new List<ControlValue>();
        XmppElement? form = null;
        string? session = null;
        foreach (var child in element.Elements)
        {
            if (nodes.Count + values.Count >= limits.MaxNames)
                throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxNames} nodes and parameters in a request."));
            if (child.Is(Ns.Control, ControlNames.Node))
                nodes.Add(ReadNode(child, limits));
            else if (child.Is(Ns.DataForms, "x"))
                form = form is null ? child : throw Malformed("One form is enough.");
            else if (child.Namespace == Ns.Control)
                values.Add(ReadValue(child, limits));
        }

        if (form is not null)
        {
            if (values.Count > 0)
                throw Malformed("Parameters or a form, not both.");
            (values, session) = ControlForm.ReadSubmit(form, limits);
        }
        else if (values.Count == 0)
            throw Malformed("No parameter to set.");

        // A form that nobody has edited is one that does nothing (XEP-0325 3.3.1).
        return new ControlRequest(nodes, values) { Tokens = RequestTokens.Read(element), NotAfter = ReadStop(element), FormSession = session };
    }

    /// <summary>Writes <c>set</c>; a value without a kind goes as a string.</summary>
    public static XmppElement WriteSet(ControlRequest request) => XmppElement.Build(Ns.Control, ControlNames.Set, w =>
    {
        request.Tokens.WriteTo(w);
        foreach (var node in request.Nodes)
            WriteNode(w, node);
        foreach (var value in request.Values)
        {
            w.WriteStartElement(ElementOf(value.Kind ?? ControlParameterKind.String), Ns.Control);
            w.WriteAttributeString(ControlNames.Name, value.Name);
            w.WriteAttributeString(ControlNames.Value, value.Text);
            w.WriteEndElement();
        }
    });

    /// <summary>Writes the <c>setResponse</c> of a command that was carried out: empty, or with what it was restricted to.</summary>
    public static XmppElement WriteSetResponse(ControlResult result, WireDialect dialect) => XmppElement.Build(Ns.Control, ControlNames.SetResponse, w =>
    {
        if (dialect.ResponseCode)
            w.WriteAttributeString("responseCode", "OK");
        foreach (var node in result.Nodes)
            WriteNode(w, node);
        foreach (string parameter in result.Parameters)
        {
            w.WriteStartElement(ControlNames.Parameter, Ns.Control);
            w.WriteAttributeString(ControlNames.Name, parameter);
            w.WriteEndElement();
        }
    });

    /// <summary>Writes <c>getForm</c>.</summary>
    public static XmppElement WriteGetForm(ControlFormRequest request) => XmppElement.Build(Ns.Control, ControlNames.GetForm, w =>
    {
        request.Tokens.WriteTo(w);
        foreach (var node in request.Nodes)
            WriteNode(w, node);
    });

    /// <summary>Reads <c>getForm</c>.</summary>
    /// <exception cref="StanzaException">Over a limit.</exception>
    public static ControlFormRequest ReadGetForm(XmppElement element, ControlLimits limits) => new(ReadNodes(element, limits), RequestTokens.Read(element));

    /// <summary>
    /// What an answer to <c>set</c> says, also of peers that put a response code where the error should be.
    /// </summary>
    /// <exception cref="StanzaException">Over a limit.</exception>
    public static ControlResult ReadResult(Iq answer, ControlLimits limits)
    {
        var response = answer.Payload(Ns.Control, ControlNames.SetResponse);
        string? code = response?.Attribute("responseCode");
        if (answer.Type == IqType.Result && code is null or "OK")
        {
            return response is null ? ControlResult.Done : ControlResult.Done with
            {
                Nodes = ReadNodes(response, limits),
                Parameters = [.. response.Elements.Where(child => child.Is(Ns.Control, ControlNames.Parameter)).Take(limits.MaxNames)
                    .Select(child => Bounded(child.Attribute(ControlNames.Name), limits) ?? "")],
            };
        }

        if (answer.Error is { Condition: not "undefined-condition" } error)
            return new ControlResult(error);
        return new ControlResult(code switch
        {
            "NotFound" => StanzaErrors.ItemNotFound(),
            "InsufficientPrivileges" => StanzaErrors.Refused(),
            "Locked" => StanzaErrors.Conflict(),
            "NotImplemented" => StanzaErrors.FeatureNotImplemented(),
            _ => answer.Error ?? StanzaErrors.BadRequest(),
        });
    }

    private static IReadOnlyList<NodeRef> ReadNodes(XmppElement element, ControlLimits limits)
    {
        var nodes = new List<NodeRef>();
        foreach (var child in element.Elements)
        {
            if (!child.Is(Ns.Control, ControlNames.Node))
                continue;
            if (nodes.Count >= limits.MaxNames)
                throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxNames} nodes in a request."));
            nodes.Add(ReadNode(child, limits));
        }

        return nodes;
    }

    /// <summary>The header <c>Stop</c> (XEP-0149), inside the payload as XEP-0131 wants it in an iq.</summary>
    private static DateTimeOffset? ReadStop(XmppElement element)
    {
        foreach (var header in element.Element(Ns.Shim, "headers")?.Elements ?? [])
        {
            if (header.Is(Ns.Shim, "header") && header.Attribute("name") == "Stop")
                return Lexical.TryDateTime(header.Text, TimeZoneInfo.Utc, out var stop) ? stop : throw Malformed("'Stop' is not a date and time.");
        }

        return null;
    }

    private static ControlValue ReadValue(XmppElement element, ControlLimits limits)
    {
        ControlParameterKind kind = element.LocalName switch
        {
            ControlNames.Boolean => ControlParameterKind.Boolean,
            // COMPAT Smack: its own name of the element.
            "bool" => ControlParameterKind.Boolean,
            ControlNames.Color => ControlParameterKind.Color,
            ControlNames.Date => ControlParameterKind.Date,
            ControlNames.DateTime => ControlParameterKind.DateTime,
            ControlNames.Double => ControlParameterKind.Double,
            ControlNames.Duration => ControlParameterKind.Duration,
            ControlNames.Int => ControlParameterKind.Int,
            ControlNames.Long => ControlParameterKind.Long,
            ControlNames.String => ControlParameterKind.String,
            ControlNames.Time => ControlParameterKind.Time,
            _ => throw Malformed("Unknown type of parameter."),
        };
        string? name = Bounded(element.Attribute(ControlNames.Name), limits);
        string? value = Bounded(element.Attribute(ControlNames.Value), limits);
        return string.IsNullOrEmpty(name) || value is null ? throw Malformed("A parameter needs a name and a value.") : new ControlValue(name, kind, value);
    }

    private static string ElementOf(ControlParameterKind kind) => kind switch
    {
        ControlParameterKind.Boolean => ControlNames.Boolean,
        ControlParameterKind.Color => ControlNames.Color,
        ControlParameterKind.Date => ControlNames.Date,
        ControlParameterKind.DateTime => ControlNames.DateTime,
        ControlParameterKind.Double => ControlNames.Double,
        ControlParameterKind.Duration => ControlNames.Duration,
        ControlParameterKind.Int => ControlNames.Int,
        ControlParameterKind.Long => ControlNames.Long,
        ControlParameterKind.Time => ControlNames.Time,
        _ => ControlNames.String,
    };

    private static NodeRef ReadNode(XmppElement element, ControlLimits limits) => new(
        Bounded(element.Attribute(ControlNames.NodeId), limits) ?? "",
        Bounded(element.Attribute(ControlNames.SourceId), limits),
        Bounded(element.Attribute(ControlNames.CacheType), limits));

    private static void WriteNode(XmlWriter w, NodeRef node)
    {
        w.WriteStartElement(ControlNames.Node, Ns.Control);
        w.WriteAttributeString(ControlNames.NodeId, node.NodeId);
        if (node.SourceId is not null)
            w.WriteAttributeString(ControlNames.SourceId, node.SourceId);
        if (node.Partition is not null)
            w.WriteAttributeString(ControlNames.CacheType, node.Partition);
        w.WriteEndElement();
    }

    private static string? Bounded(string? text, ControlLimits limits) =>
        text is null || text.Length <= limits.MaxText ? text : throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxText} characters in a text."));

    private static StanzaException Malformed(string text) => new(StanzaErrors.BadRequest(text));
}
