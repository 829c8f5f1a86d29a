namespace IotXmpp.Xmpp.Components;

/// <summary>The server ended the component's stream with an error (RFC 6120 4.9): trying again is right, but somebody should know.</summary>
internal sealed class ComponentException(string condition, string? text) : Exception(text is null ? condition : $"{condition}: {text}")
{
    /// <summary>Name of the condition on the wire.</summary>
    public string Condition { get; } = condition;

    /// <summary>What an administrator can do about it.</summary>
    public string Advice { get; } = condition switch
    {
        "not-authorized" => "the secret is not the one in the server's configuration",
        "conflict" => "another connection is this component already",
        "host-unknown" => "the server's configuration has no component of this name",
        "invalid-namespace" => "this port does not take components (XEP-0114)",
        _ => text ?? condition,
    };
}
