using IotXmpp.Things.Dialects;
using IotXmpp.Things.Portable;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Control;

/// <summary>Errors of XEP-0325 5.1.</summary>
public static class ControlErrors
{
    /// <summary>The requester may not set that.</summary>
    public static StanzaError Forbidden(string? text = null) => StanzaErrors.Refused(text ?? "You may not control this.");

    /// <summary>No such node.</summary>
    public static StanzaError UnknownNode(string nodeId) => StanzaErrors.ItemNotFound($"There is no node '{nodeId}' here.");

    /// <summary>No such parameter.</summary>
    public static StanzaError UnknownParameter(string name, string text) => With(StanzaErrors.ItemNotFound(text), [new ParameterError(name, text)]);

    /// <summary>Values that cannot be: one <c>paramError</c> for each.</summary>
    public static StanzaError BadParameters(IReadOnlyList<ParameterError> errors) => With(StanzaErrors.BadRequest(errors[0].Text), errors);

    /// <summary>The parameters an error speaks of.</summary>
    public static IReadOnlyList<ParameterError> ParametersOf(StanzaError error)
    {
        var errors = new List<ParameterError>();
        foreach (var element in error.Application is null ? error.Details : [error.Application, .. error.Details])
        {
            if (element.Is(Ns.Control, ControlNames.ParamError))
                errors.Add(new ParameterError(element.Attribute(ControlNames.Var) ?? "", element.Text));
        }

        return errors;
    }

    /// <summary>A failed request. Peers of early versions look for <c>setResponse</c> with a code and at nothing else.</summary>
    public static Iq Fail(Iq request, StanzaError error, WireDialect dialect)
    {
        var answer = request.Fail(error);
        if (!dialect.ResponseCode)
            return answer;
        var parameters = ParametersOf(error);
        var response = XmppElement.Build(Ns.Control, ControlNames.SetResponse, w =>
        {
            w.WriteAttributeString("responseCode", error.Condition switch
            {
                "forbidden" => "InsufficientPrivileges",
                "item-not-found" => "NotFound",
                "conflict" => "Locked",
                "feature-not-implemented" => "NotImplemented",
                _ => "OtherError",
            });
            foreach (var parameter in parameters)
            {
                w.WriteStartElement(ControlNames.Parameter, Ns.Control);
                w.WriteAttributeString(ControlNames.Name, parameter.Name);
                w.WriteEndElement();
            }

            w.WriteStartElement("error", Ns.Control);
            w.WriteAttributeString(ControlNames.Var, parameters.Count > 0 ? parameters[0].Name : "");
            w.WriteString(error.Text ?? error.Condition);
            w.WriteEndElement();
        });
        return answer with { Payloads = [response] };
    }

    private static StanzaError With(StanzaError error, IReadOnlyList<ParameterError> parameters)
    {
        var elements = parameters.Select(Write).ToList();
        return error with { Application = elements[0], Details = elements[1..] };
    }

    private static XmppElement Write(ParameterError error) => XmppElement.Build(Ns.Control, ControlNames.ParamError, w =>
    {
        w.WriteAttributeString(ControlNames.Var, error.Name);
        w.WriteString(error.Text);
    });
}
