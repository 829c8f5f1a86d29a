namespace IotXmpp.Xmpp.Stanzas;

/// <summary>Type of an iq (RFC 6120 8.2.3).</summary>
public enum IqType
{
    Get,
    Set,
    Result,
    Error,
}

/// <summary>A request or its answer (RFC 6120 8.2.3).</summary>
public sealed record Iq : Stanza
{
    /// <summary>Get, set, result or error.</summary>
    public required IqType Type { get; init; }

    /// <summary>True for get and set: an answer is due.</summary>
    public bool IsRequest => Type is IqType.Get or IqType.Set;

    /// <summary>The one child of a request, or the optional one of a result; null if there is none.</summary>
    public XmppElement? Request => Payloads.Count > 0 ? Payloads[0] : null;

    /// <inheritdoc/>
    public override string ElementName => "iq";

    /// <inheritdoc/>
    public override string TypeName => Type switch { IqType.Get => "get", IqType.Set => "set", IqType.Result => "result", _ => "error" };

    /// <summary>The successful answer to this request.</summary>
    public Iq Result(XmppElement? payload = null) =>
        new() { Type = IqType.Result, Id = Id, From = To, To = From, Payloads = payload is null ? [] : [payload] };

    /// <summary>The failed answer to this request. The payload is not echoed (RFC 6120 8.3.1 makes that optional).</summary>
    public Iq Fail(StanzaError error) => new() { Type = IqType.Error, Id = Id, From = To, To = From, Error = error };

    internal static IqType ParseType(string? type) => type switch
    {
        "get" => IqType.Get,
        "set" => IqType.Set,
        "result" => IqType.Result,
        "error" => IqType.Error,
        _ => throw new StanzaException(StanzaErrors.BadRequest("The type of an iq is get, set, result or error.")),
    };

    internal void Check()
    {
        if (string.IsNullOrEmpty(Id))
            throw new StanzaException(StanzaErrors.BadRequest("An iq needs an id."));
        if (IsRequest && Payloads.Count != 1)
            throw new StanzaException(StanzaErrors.BadRequest("An iq of type get or set has exactly one child."));
        if (Type == IqType.Result && Payloads.Count > 1)
            throw new StanzaException(StanzaErrors.BadRequest("An iq of type result has at most one child."));
    }
}
