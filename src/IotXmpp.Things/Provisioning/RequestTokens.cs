using System.Xml;
using IotXmpp.Things.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Provisioning;

/// <summary>
/// The tokens a request carries (XEP-0324 3.1.3): who asks besides the JID it came from. Each kind may hold several, one per provisioning
/// server the sender trusts (XEP-0324 3.1.5).
/// </summary>
/// <remarks>The same three attributes stand on <c>req</c> (0323), <c>set</c> and <c>getForm</c> (0325), <c>canRead</c>, <c>canControl</c> and the commands of 0326.</remarks>
public sealed class RequestTokens
{
    /// <summary>Tokens of one kind in one request. A sender has one per provisioning server.</summary>
    private const int MaxTokens = 8;

    /// <summary>Longest token, in characters.</summary>
    private const int MaxToken = 256;

    private RequestTokens(IReadOnlyList<string> service, IReadOnlyList<string> device, IReadOnlyList<string> user)
    {
        Service = service;
        Device = device;
        User = user;
    }

    /// <summary>No token.</summary>
    public static RequestTokens None { get; } = new([], [], []);

    /// <summary>Of the service that asks.</summary>
    public IReadOnlyList<string> Service { get; }

    /// <summary>Of the device that asks.</summary>
    public IReadOnlyList<string> Device { get; }

    /// <summary>Of the user for whom a service or device asks.</summary>
    public IReadOnlyList<string> User { get; }

    /// <summary>True without any token.</summary>
    public bool IsEmpty => Service.Count + Device.Count + User.Count == 0;

    /// <summary>All tokens, each once.</summary>
    public IEnumerable<string> All => Service.Concat(Device).Concat(User).Distinct(StringComparer.Ordinal);

    /// <summary>Builds a set of tokens.</summary>
    /// <exception cref="ArgumentException">A token is empty or has white space (XEP-0324 3.1.3.1).</exception>
    public static RequestTokens Of(IReadOnlyList<string> service, IReadOnlyList<string> device, IReadOnlyList<string> user)
    {
        var tokens = new RequestTokens(service, device, user);
        if (tokens.All.Any(token => token.Length == 0 || token.Any(char.IsWhiteSpace)))
            throw new ArgumentException("A token has no white space.");
        return tokens;
    }

    /// <summary>Reads the attributes <c>serviceToken</c>, <c>deviceToken</c> and <c>userToken</c>; absent ones are no tokens.</summary>
    /// <exception cref="StanzaException">Too many or too long.</exception>
    public static RequestTokens Read(XmppElement element)
    {
        var service = Split(element.Attribute(SensorDataNames.ServiceToken));
        var device = Split(element.Attribute(SensorDataNames.DeviceToken));
        var user = Split(element.Attribute(SensorDataNames.UserToken));
        return service.Length + device.Length + user.Length == 0 ? None : new RequestTokens(service, device, user);
    }

    /// <summary>Writes the attributes of the kinds there are; the writer stands in a start tag.</summary>
    public void WriteTo(XmlWriter writer)
    {
        Write(writer, SensorDataNames.ServiceToken, Service);
        Write(writer, SensorDataNames.DeviceToken, Device);
        Write(writer, SensorDataNames.UserToken, User);
    }

    /// <summary>How many there are. The tokens themselves go into no log.</summary>
    public override string ToString() => $"{Service.Count + Device.Count + User.Count} tokens";

    private static void Write(XmlWriter writer, string name, IReadOnlyList<string> tokens)
    {
        if (tokens.Count > 0)
            writer.WriteAttributeString(name, string.Join(' ', tokens));
    }

    private static string[] Split(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];
        if (text.Length > MaxTokens * (MaxToken + 1))
            throw new StanzaException(StanzaErrors.PolicyViolation($"At most {MaxTokens} tokens of a kind."));
        string[] tokens = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (tokens.Length > MaxTokens || tokens.Any(token => token.Length > MaxToken))
            throw new StanzaException(StanzaErrors.PolicyViolation($"At most {MaxTokens} tokens of a kind, of at most {MaxToken} characters each."));
        return tokens;
    }
}
