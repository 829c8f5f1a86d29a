namespace IotXmpp.Exi.Body;

/// <summary>One event with its content items (EXI table 4-1).</summary>
internal sealed class BodyEvent
{
    /// <summary>The event type.</summary>
    public ExiEventType Type { get; set; }

    /// <summary>Uri of the element, attribute or namespace declaration.</summary>
    public string Uri { get; set; } = "";

    /// <summary>Local name of the element or attribute.</summary>
    public string Local { get; set; } = "";

    /// <summary>Prefix of a name (null when not preserved or not resolved) or of a namespace declaration.</summary>
    public string? Prefix { get; set; }

    /// <summary>The namespace declaration is that of the element it stands on (local-element-ns).</summary>
    public bool IsElementNamespace { get; set; }

    /// <summary>Value of an attribute or of characters; null while it waits in a value channel or is a QName.</summary>
    public string? Value { get; set; }

    /// <summary>The attribute's value is the QName <see cref="TypeUri"/>, <see cref="TypeLocal"/> (xsi:type).</summary>
    public bool IsTypeValue { get; set; }

    /// <summary>Uri of an xsi:type value.</summary>
    public string TypeUri { get; set; } = "";

    /// <summary>Local name of an xsi:type value.</summary>
    public string TypeLocal { get; set; } = "";

    /// <summary>Prefix of an xsi:type value, or null.</summary>
    public string? TypePrefix { get; set; }

    /// <summary>CM: the text. PI: target, text. DT: name, public, system, text. ER: name.</summary>
    public string[] Texts { get; } = ["", "", "", ""];

    /// <summary>Takes everything over from another event.</summary>
    public void CopyFrom(BodyEvent other)
    {
        Type = other.Type;
        Uri = other.Uri;
        Local = other.Local;
        Prefix = other.Prefix;
        IsElementNamespace = other.IsElementNamespace;
        Value = other.Value;
        IsTypeValue = other.IsTypeValue;
        TypeUri = other.TypeUri;
        TypeLocal = other.TypeLocal;
        TypePrefix = other.TypePrefix;
        other.Texts.CopyTo(Texts, 0);
    }
}
