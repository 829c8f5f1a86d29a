using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Tests.Session;

/// <summary>
/// A server as the specifications describe it, in memory and in XML, on the platform's own XML and cryptography: the second witness of
/// what the device says. It outlives connections: readings and resumable sessions stay.
/// </summary>
internal sealed class XmlPeer
{
    private const int Iterations = 4096;

    private static readonly XNamespace Client = Ns.Client;
    private static readonly XNamespace Sasl = Ns.Sasl;
    private static readonly XNamespace Bind = Ns.Bind;
    private static readonly XNamespace Management = Ns.StreamManagement;
    private static readonly XNamespace Sensor = Ns.SensorData;

    private string _clientFirstBare = "";
    private string _serverFirst = "";
    private bool _authenticated;
    private bool _counting;
    private uint _handled;
    private uint _handledAtLoss;

    public string Password { get; set; } = "secret";

    public bool OfferManagement { get; set; } = true;

    public bool AllowResume { get; set; } = true;

    /// <summary>Sessions are said to be resumable, and are not.</summary>
    public bool RefuseResume { get; set; }

    /// <summary>A failed resumption tells how far the old session got.</summary>
    public bool TellHandledOnFailure { get; set; } = true;

    public bool Acknowledge { get; set; } = true;

    public bool WrongSignature { get; set; }

    public string? RefuseBind { get; set; }

    public string Features { get; set; } = "";

    /// <summary>Hash of the certificate this server has; with it the mechanism with channel binding is offered.</summary>
    public byte[]? ServerEndPoint { get; set; }

    /// <summary>The stream feature of XEP-0440, as somebody in between may have left it; null: as it should be.</summary>
    public string? ChannelBindings { get; set; }

    /// <summary>Somebody in between has taken the mechanism with channel binding out of the offer.</summary>
    public bool PlusStripped { get; set; }

    /// <summary>The flag in front of the last client-first-message.</summary>
    public string Gs2Flag { get; private set; } = "";

    /// <summary>The salt of the account; another one means another password was set.</summary>
    public byte[] Salt { get; set; } = [1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>What came after the session was ready, and pings.</summary>
    public List<XElement> Stanzas { get; } = [];

    /// <summary>How often each reading was delivered, by field and timestamp.</summary>
    public Dictionary<(string Field, string Timestamp), int> Readings { get; } = [];

    /// <summary>Value of each reading.</summary>
    public Dictionary<(string Field, string Timestamp), string> Values { get; } = [];

    public int Presences { get; private set; }

    public int Resumptions { get; private set; }

    /// <summary>Stanzas counted in this session.</summary>
    public uint Handled => _handled;

    public int AcknowledgementsWanted { get; private set; }

    public string? StreamTo { get; private set; }

    /// <summary>A connection was lost: what was handled is known, what was under way is not.</summary>
    public void ConnectionLost()
    {
        _authenticated = false;
        if (_counting)
        {
            _handledAtLoss = _handled;
        }

        _counting = false;
    }

    /// <summary>Answers to what the device sent.</summary>
    public IEnumerable<string> Handle(string text)
    {
        if (text.StartsWith("<?xml", StringComparison.Ordinal))
        {
            int end = text.IndexOf('>', text.IndexOf("<stream:stream", StringComparison.Ordinal)) + 1;
            StreamTo = XElement.Parse(text[text.IndexOf("<stream:stream", StringComparison.Ordinal)..end] + "</stream:stream>").Attribute("to")?.Value;
            text = text[end..];
            yield return $"<?xml version='1.0'?><stream:stream xmlns='{Ns.Client}' xmlns:stream='{Ns.Streams}' from='things.localhost' id='s1' version='1.0' xml:lang='en'>";
            yield return _authenticated
                ? $"<stream:features><bind xmlns='{Ns.Bind}'/>{(OfferManagement ? $"<sm xmlns='{Ns.StreamManagement}'/>" : "")}</stream:features>"
                : Features.Length > 0 ? Features : $"<stream:features><mechanisms xmlns='{Ns.Sasl}'><mechanism>SCRAM-SHA-1</mechanism><mechanism>SCRAM-SHA-256</mechanism>{Plus()}</stream:features>";
        }

        if (text.EndsWith("</stream:stream>", StringComparison.Ordinal))
        {
            text = text[..^"</stream:stream>".Length];
        }

        foreach (var element in XElement.Parse($"<r xmlns='{Ns.Client}'>{text}</r>").Elements())
        {
            foreach (string answer in Handle(element))
            {
                yield return answer;
            }
        }
    }

    private IEnumerable<string> Handle(XElement element)
    {
        if (element.Name == Sasl + "auth")
        {
            bool plus = element.Attribute("mechanism")!.Value == "SCRAM-SHA-256-PLUS";
            element.Attribute("mechanism")!.Value.Should().StartWith("SCRAM-SHA-256");
            string first = FromBase64(element.Value);
            Gs2Flag = first[..first.IndexOf(',', StringComparison.Ordinal)];
            first.Should().StartWith(Gs2Flag + ",,n=board1,r=");
            Gs2Flag.StartsWith("p=", StringComparison.Ordinal).Should().Be(plus);
            if (Gs2Flag == "y" && ServerEndPoint is not null)
            {
                // RFC 5802 6: we did offer it, so somebody has taken it away.
                yield return $"<failure xmlns='{Ns.Sasl}'><not-authorized/></failure>";
                yield break;
            }

            _clientFirstBare = first[(Gs2Flag.Length + 2)..];
            _serverFirst = _clientFirstBare[_clientFirstBare.IndexOf("r=", StringComparison.Ordinal)..] + "SERVER,s=" + Convert.ToBase64String(Salt) + ",i=" + Iterations;
            yield return $"<challenge xmlns='{Ns.Sasl}'>{ToBase64(_serverFirst)}</challenge>";
        }
        else if (element.Name == Sasl + "response")
        {
            yield return CheckProof(FromBase64(element.Value));
        }
        else if (element.Name == Management + "enable")
        {
            _counting = true;
            _handled = 0;
            element.Attribute("resume")!.Value.Should().Be("true");
            yield return AllowResume ? $"<enabled xmlns='{Ns.StreamManagement}' id='resume-1' resume='true'/>" : $"<enabled xmlns='{Ns.StreamManagement}'/>";
        }
        else if (element.Name == Management + "resume")
        {
            element.Attribute("previd")!.Value.Should().Be("resume-1");
            if (AllowResume && !RefuseResume)
            {
                Resumptions++;
                _counting = true;
                _handled = _handledAtLoss;
                yield return $"<resumed xmlns='{Ns.StreamManagement}' h='{_handled}' previd='resume-1'/>";
            }
            else
            {
                yield return $"<failed xmlns='{Ns.StreamManagement}'{(TellHandledOnFailure ? $" h='{_handledAtLoss}'" : "")}><item-not-found xmlns='{Ns.StanzaErrors}'/></failed>";
            }
        }
        else if (element.Name == Management + "r")
        {
            AcknowledgementsWanted++;
            if (Acknowledge)
            {
                yield return $"<a xmlns='{Ns.StreamManagement}' h='{_handled}'/>";
            }
        }
        else if (element.Name.Namespace == Client)
        {
            if (_counting)
            {
                _handled++;
            }

            Stanzas.Add(element);
            if (element.Name == Client + "presence")
            {
                Presences++;
            }

            Store(element);
            if (element.Element(Bind + "bind") is not null)
            {
                yield return RefuseBind ?? $"<iq id='{element.Attribute("id")!.Value}' type='result'><bind xmlns='{Ns.Bind}'><jid>board1@things.localhost/board</jid></bind></iq>";
            }
        }
        else
        {
            Stanzas.Add(element);
        }
    }

    private void Store(XElement message)
    {
        foreach (var timestamp in message.Descendants(Sensor + "timestamp"))
        {
            string time = timestamp.Attribute("value")!.Value;
            foreach (var field in timestamp.Elements())
            {
                var key = (field.Attribute("name")!.Value, time);
                Readings[key] = Readings.GetValueOrDefault(key) + 1;
                Values[key] = field.Attribute("value")!.Value;
            }
        }
    }

    private string CheckProof(string final)
    {
        string withoutProof = final[..final.LastIndexOf(",p=", StringComparison.Ordinal)];
        byte[] binding = [.. Encoding.ASCII.GetBytes(Gs2Flag + ",,"), .. Gs2Flag.StartsWith("p=", StringComparison.Ordinal) ? ServerEndPoint! : []];
        if (!withoutProof.StartsWith($"c={Convert.ToBase64String(binding)},", StringComparison.Ordinal))
        {
            return $"<failure xmlns='{Ns.Sasl}'><not-authorized/></failure>";
        }

        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Password, Salt, Iterations, HashAlgorithmName.SHA256, 32);
        byte[] clientKey = HMACSHA256.HashData(salted, "Client Key"u8.ToArray());
        byte[] auth = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{withoutProof}");
        byte[] signature = HMACSHA256.HashData(SHA256.HashData(clientKey), auth);
        byte[] proof = Convert.FromBase64String(final[(withoutProof.Length + 3)..]);
        if (!proof.Select((b, i) => (byte)(b ^ signature[i])).SequenceEqual(clientKey))
        {
            return $"<failure xmlns='{Ns.Sasl}'><not-authorized/></failure>";
        }

        _authenticated = true;
        byte[] serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8.ToArray()), auth);
        serverSignature[0] ^= (byte)(WrongSignature ? 1 : 0);
        return $"<success xmlns='{Ns.Sasl}'>{ToBase64("v=" + Convert.ToBase64String(serverSignature))}</success>";
    }

    private string Plus()
    {
        string mechanism = ServerEndPoint is null || PlusStripped ? "" : "<mechanism>SCRAM-SHA-256-PLUS</mechanism>";
        string types = ServerEndPoint is null ? "" : $"<sasl-channel-binding xmlns='{Ns.ChannelBindings}'><channel-binding type='tls-exporter'/><channel-binding type='tls-server-end-point'/></sasl-channel-binding>";
        return $"{mechanism}</mechanisms>{ChannelBindings ?? types}";
    }

    private static string ToBase64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string FromBase64(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));
}
