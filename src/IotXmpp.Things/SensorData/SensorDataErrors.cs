using IotXmpp.Things.Dialects;
using IotXmpp.Things.Portable;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.SensorData;

/// <summary>Errors of XEP-0323 3.3.</summary>
public static class SensorDataErrors
{
    /// <summary>The requester may not read that.</summary>
    public static StanzaError Forbidden(string? text = null) => StanzaErrors.Refused(text ?? "You may not read this.");

    /// <summary>No such node.</summary>
    public static StanzaError UnknownNode(string nodeId) => StanzaErrors.ItemNotFound($"There is no node '{nodeId}' here.");

    /// <summary>No such field.</summary>
    public static StanzaError UnknownField(string name) => StanzaErrors.ItemNotFound($"There is no field '{name}' here.");

    /// <summary>Nothing to cancel.</summary>
    public static StanzaError UnknownReadout() => StanzaErrors.ItemNotFound("No readout of that seqnr is under way.");

    /// <summary>A refused request. Older peers wait for <c>rejected</c> and look at nothing else.</summary>
    public static Iq Reject(Iq request, string sequenceNumber, StanzaError error, WireDialect dialect)
    {
        var answer = request.Fail(error);
        if (!dialect.Rejected)
            return answer;
        var rejected = XmppElement.Build(Ns.SensorData, "rejected", w =>
        {
            w.WriteAttributeString(SensorDataNames.SequenceNumber, sequenceNumber);
            w.WriteElementString(SensorDataNames.Error, Ns.SensorData, error.Text ?? error.Condition);
        });
        return answer with { Payloads = [rejected] };
    }

    /// <summary>The error of an iq of type error, also of peers that send <c>rejected</c> instead of one.</summary>
    public static StanzaError Of(Iq answer)
    {
        if (answer.Payload(Ns.SensorData, "rejected") is { } rejected && answer.Error is null or { Condition: "undefined-condition" })
            return StanzaErrors.Refused(rejected.Element(SensorDataNames.Error)?.Text);
        return answer.Error ?? StanzaErrors.BadRequest();
    }
}
