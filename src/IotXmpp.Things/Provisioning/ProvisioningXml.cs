using System.Globalization;
using System.Xml;
using IotXmpp.Things.Model;
using IotXmpp.Things.Portable;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Provisioning;

/// <summary>XEP-0324 between records and elements. Reading is tolerant where real peers differ, and bounded.</summary>
public static class ProvisioningXml
{
    /// <summary>Reads <c>canRead</c> or <c>canControl</c>.</summary>
    /// <exception cref="StanzaException">Malformed or over a limit.</exception>
    public static PermissionRequest ReadRequest(XmppElement element, ProvisioningLimits limits)
    {
        var kind = element.LocalName == ProvisioningNames.CanControl ? PermissionKind.Control : PermissionKind.Read;
        var (nodes, names) = ReadNames(element, limits);
        return new PermissionRequest(kind, ReadJid(element)) { Tokens = RequestTokens.Read(element), FieldTypes = ReadTypes(element), Nodes = nodes, Names = names };
    }

    /// <summary>Writes <c>canRead</c> or <c>canControl</c>.</summary>
    public static XmppElement WriteRequest(PermissionRequest request)
    {
        string name = request.Kind == PermissionKind.Control ? ProvisioningNames.CanControl : ProvisioningNames.CanRead;
        return XmppElement.Build(Ns.Provisioning, name, w =>
        {
            // The sender and this attribute are the two in question; resources do not matter (XEP-0324 3.2.1).
            w.WriteAttributeString(ProvisioningNames.Jid, request.Jid.Bare.ToString());
            request.Tokens.WriteTo(w);
            WriteScope(w, request.Kind, request.FieldTypes, request.Nodes, request.Names);
        });
    }

    /// <summary>Reads <c>canReadResponse</c> or <c>canControlResponse</c>; null if it is none, or malformed: then nothing is allowed.</summary>
    public static PermissionResponse? ReadResponse(XmppElement element, ProvisioningLimits limits)
    {
        if (element.Namespace != Ns.Provisioning || element.LocalName is not (ProvisioningNames.CanReadResponse or ProvisioningNames.CanControlResponse)
            || !Jid.TryParse(element.Attribute(ProvisioningNames.Jid), out var jid)
            || !Lexical.TryBoolean(element.Attribute(ProvisioningNames.Result)?.Trim() ?? "", out bool result))
            return null;
        try
        {
            var (nodes, names) = ReadNames(element, limits);
            var kind = element.LocalName == ProvisioningNames.CanControlResponse ? PermissionKind.Control : PermissionKind.Read;
            return new PermissionResponse(kind, jid.Bare, result) { FieldTypes = ReadTypes(element), Nodes = nodes, Names = names };
        }
        catch (StanzaException)
        {
            return null;
        }
    }

    /// <summary>Writes <c>canReadResponse</c> or <c>canControlResponse</c>.</summary>
    public static XmppElement WriteResponse(PermissionResponse response)
    {
        string name = response.Kind == PermissionKind.Control ? ProvisioningNames.CanControlResponse : ProvisioningNames.CanReadResponse;
        return XmppElement.Build(Ns.Provisioning, name, w =>
        {
            w.WriteAttributeString(ProvisioningNames.Jid, response.Jid.ToString());
            w.WriteAttributeString(ProvisioningNames.Result, response.IsAllowed ? "true" : "false");
            WriteScope(w, response.Kind, response.FieldTypes, response.Nodes, response.Names);
        });
    }

    /// <summary>Reads the <c>jid</c> of <c>isFriend</c>, <c>friend</c> or <c>unfriend</c>, without its resource (XEP-0324 3.2.1).</summary>
    /// <exception cref="StanzaException">No address.</exception>
    public static Jid ReadJid(XmppElement element) =>
        Jid.TryParse(element.Attribute(ProvisioningNames.Jid), out var jid) ? jid.Bare : throw new StanzaException(StanzaErrors.BadRequest("The jid is no address."));

    /// <summary>Writes <c>isFriend</c>.</summary>
    public static XmppElement WriteIsFriend(Jid jid) => WriteJid(ProvisioningNames.IsFriend, jid);

    /// <summary>Writes <c>friend</c>, a recommendation (XEP-0324 3.2.4).</summary>
    public static XmppElement WriteFriend(Jid jid) => WriteJid(ProvisioningNames.Friend, jid);

    /// <summary>Writes <c>unfriend</c> (XEP-0324 3.2.3).</summary>
    public static XmppElement WriteUnfriend(Jid jid) => WriteJid(ProvisioningNames.Unfriend, jid);

    /// <summary>Reads <c>isFriendResponse</c>; null if it is none, or malformed: then nobody is a friend.</summary>
    public static FriendResponse? ReadFriendResponse(XmppElement element)
    {
        if (!element.Is(Ns.Provisioning, ProvisioningNames.IsFriendResponse)
            || !Jid.TryParse(element.Attribute(ProvisioningNames.Jid), out var jid)
            || !Lexical.TryBoolean(element.Attribute(ProvisioningNames.Result)?.Trim() ?? "", out bool result))
            return null;
        bool secondary = Lexical.TryBoolean(element.Attribute(ProvisioningNames.SecondaryTrustAllowed)?.Trim() ?? "", out bool allowed) && allowed;
        return new FriendResponse(jid.Bare, result, secondary);
    }

    /// <summary>Writes <c>isFriendResponse</c>.</summary>
    public static XmppElement WriteFriendResponse(FriendResponse response) => XmppElement.Build(Ns.Provisioning, ProvisioningNames.IsFriendResponse, w =>
    {
        w.WriteAttributeString(ProvisioningNames.Jid, response.Jid.ToString());
        w.WriteAttributeString(ProvisioningNames.Result, response.IsFriend ? "true" : "false");
        if (response.SecondaryTrustAllowed)
            w.WriteAttributeString(ProvisioningNames.SecondaryTrustAllowed, "true");
    });

    /// <summary>Writes <c>clearCache</c> (XEP-0324 3.5.1).</summary>
    public static XmppElement WriteClearCache() => XmppElement.Build(Ns.Provisioning, ProvisioningNames.ClearCache);

    /// <summary>Writes <c>clearCacheResponse</c>.</summary>
    public static XmppElement WriteClearCacheResponse() => XmppElement.Build(Ns.Provisioning, ProvisioningNames.ClearCacheResponse);

    /// <summary>Writes <c>getToken</c> (XEP-0324 3.1.3.1).</summary>
    /// <param name="certificate">The X.509 certificate, DER.</param>
    public static XmppElement WriteGetToken(byte[] certificate) => WriteBytes(ProvisioningNames.GetToken, certificate);

    /// <summary>Writes <c>getTokenChallenge</c> or <c>getTokenChallengeResponse</c>.</summary>
    public static XmppElement WriteGetTokenChallenge(int sequenceNumber, byte[] block, bool isResponse) =>
        WriteBytes(isResponse ? ProvisioningNames.GetTokenChallengeResponse : ProvisioningNames.GetTokenChallenge, block, (ProvisioningNames.SequenceNumber, sequenceNumber.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Writes <c>getTokenResponse</c>.</summary>
    public static XmppElement WriteGetTokenResponse(string token) =>
        XmppElement.Build(Ns.Provisioning, ProvisioningNames.GetTokenResponse, w => w.WriteAttributeString(ProvisioningNames.Token, token));

    /// <summary>Writes <c>tokenChallenge</c> (XEP-0324 3.1.3.2).</summary>
    public static XmppElement WriteTokenChallenge(string token, byte[] block) => WriteBytes(ProvisioningNames.TokenChallenge, block, (ProvisioningNames.Token, token));

    /// <summary>Writes <c>tokenChallengeResponse</c>.</summary>
    public static XmppElement WriteTokenChallengeResponse(byte[] block) => WriteBytes(ProvisioningNames.TokenChallengeResponse, block);

    /// <summary>True for <c>tokenChallengeResponse</c>.</summary>
    public static bool IsTokenChallengeResponse(XmppElement element) => element.Is(Ns.Provisioning, ProvisioningNames.TokenChallengeResponse);

    /// <summary>Reads the base64 text of a token stanza.</summary>
    /// <exception cref="StanzaException">No base64, or over a limit.</exception>
    public static byte[] ReadBytes(XmppElement element, ProvisioningLimits limits)
    {
        string text = element.Text;
        // White space is allowed between the characters (XSD base64Binary): half as much again is.
        if (text.Length > limits.MaxBytes * 2)
            throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxBytes} bytes."));
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int count) && count > 0 && count <= limits.MaxBytes
            ? bytes[..count]
            : throw new StanzaException(StanzaErrors.BadRequest("That is no base64."));
    }

    /// <summary>Reads the <c>seqnr</c> of a token challenge; null if it is none.</summary>
    public static int? ReadSequenceNumber(XmppElement element) =>
        int.TryParse(element.Attribute(ProvisioningNames.SequenceNumber), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>Reads the <c>token</c> of a challenge or response; null if there is none.</summary>
    public static string? ReadToken(XmppElement element) => element.Attribute(ProvisioningNames.Token) is { Length: > 0 } token ? token : null;

    private static XmppElement WriteJid(string name, Jid jid) => XmppElement.Build(Ns.Provisioning, name, w => w.WriteAttributeString(ProvisioningNames.Jid, jid.Bare.ToString()));

    private static XmppElement WriteBytes(string name, byte[] bytes, params (string Name, string Value)[] attributes) => XmppElement.Build(Ns.Provisioning, name, w =>
    {
        foreach (var (attribute, value) in attributes)
            w.WriteAttributeString(attribute, value);
        w.WriteString(Convert.ToBase64String(bytes));
    });

    private static void WriteScope(XmlWriter w, PermissionKind kind, FieldTypes types, IReadOnlyList<NodeRef> nodes, IReadOnlyList<string> names)
    {
        if (kind == PermissionKind.Read)
        {
            if (types == FieldTypes.All)
                w.WriteAttributeString(SensorDataNames.All, "true");
            foreach (var (name, flag) in FieldFlags.Types)
            {
                if (types != FieldTypes.All && (types & flag) != 0)
                    w.WriteAttributeString(name, "true");
            }
        }

        foreach (var node in nodes)
        {
            w.WriteStartElement(ProvisioningNames.Node, Ns.Provisioning);
            w.WriteAttributeString(SensorDataNames.NodeId, node.NodeId);
            if (node.SourceId is not null)
                w.WriteAttributeString(SensorDataNames.SourceId, node.SourceId);
            if (node.Partition is not null)
                w.WriteAttributeString(SensorDataNames.CacheType, node.Partition);
            w.WriteEndElement();
        }

        foreach (string name in names)
        {
            w.WriteStartElement(kind == PermissionKind.Control ? ProvisioningNames.Parameter : ProvisioningNames.Field, Ns.Provisioning);
            w.WriteAttributeString(ProvisioningNames.Name, name);
            w.WriteEndElement();
        }
    }

    private static (List<NodeRef> Nodes, List<string> Names) ReadNames(XmppElement element, ProvisioningLimits limits)
    {
        var nodes = new List<NodeRef>();
        var names = new List<string>();
        foreach (var child in element.Elements)
        {
            if (nodes.Count + names.Count >= limits.MaxNames)
                throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxNames} nodes and names."));
            if (child.Is(Ns.Provisioning, ProvisioningNames.Node))
                nodes.Add(new NodeRef(Bounded(child, SensorDataNames.NodeId, limits) ?? "", Bounded(child, SensorDataNames.SourceId, limits), Bounded(child, SensorDataNames.CacheType, limits)));
            else if (child.Namespace == Ns.Provisioning && child.LocalName is ProvisioningNames.Field or ProvisioningNames.Parameter)
                names.Add(Bounded(child, ProvisioningNames.Name, limits) ?? throw new StanzaException(StanzaErrors.BadRequest("A field or parameter needs a name.")));
        }

        return (nodes, names);
    }

    private static FieldTypes ReadTypes(XmppElement element)
    {
        var types = FieldTypes.None;
        foreach (var (name, value) in element.Attributes)
        {
            if (name.Namespace.Length == 0 && Lexical.TryBoolean(value.Trim(), out bool set) && set)
                types |= FieldFlags.TypeOf(name.LocalName);
        }

        return types;
    }

    private static string? Bounded(XmppElement element, string attribute, ProvisioningLimits limits) => element.Attribute(attribute) is not { } text || text.Length <= limits.MaxText
        ? element.Attribute(attribute)
        : throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxText} characters in a text."));
}
