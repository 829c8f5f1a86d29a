using System.Xml;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
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
            values = ControlForm.ReadSubmit(form, limits);
        }

        return values.Count > 0 ? new ControlRequest(nodes, values) : throw Malformed("No parameter to set.");
    }

    /// <summary>Writes <c>set</c>; a value without a kind goes as a string.</summary>
    public static XmppElement WriteSet(ControlRequest request) => XmppElement.Build(Ns.Control, ControlNames.Set, w =>
    {
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

    /// <summary>Writes the <c>setResponse</c> of a command that was carried out exactly as asked.</summary>
    public static XmppElement WriteSetResponse(WireDialect dialect) => XmppElement.Build(Ns.Control, ControlNames.SetResponse, w =>
    {
        if (dialect.ResponseCode)
            w.WriteAttributeString("responseCode", "OK");
    });

    /// <summary>Writes <c>getForm</c>.</summary>
    public static XmppElement WriteGetForm(IReadOnlyList<NodeRef> nodes) => XmppElement.Build(Ns.Control, ControlNames.GetForm, w =>
    {
        foreach (var node in nodes)
            WriteNode(w, node);
    });

    /// <summary>Reads the <c>node</c> children of <c>getForm</c> or <c>set</c>.</summary>
    /// <exception cref="StanzaException">Over a limit.</exception>
    public static IReadOnlyList<NodeRef> ReadNodes(XmppElement element, ControlLimits limits)
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

    /// <summary>
    /// What an answer to <c>set</c> says, also of peers that put a response code where the error should be.
    /// </summary>
    public static ControlResult ReadResult(Iq answer)
    {
        string? code = answer.Payload(Ns.Control, ControlNames.SetResponse)?.Attribute("responseCode");
        if (answer.Type == IqType.Result && code is null or "OK")
            return ControlResult.Done;
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

    internal static string? Bounded(string? text, ControlLimits limits) =>
        text is null || text.Length <= limits.MaxText ? text : throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxText} characters in a text."));

    private static StanzaException Malformed(string text) => new(StanzaErrors.BadRequest(text));
}
