using System.Security.Cryptography;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Discovery;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Registry;

/// <summary>How a board of ours waits in the registry for its owner: with the tags that are printed on it.</summary>
public static class BoardRegistration
{
    /// <summary>Characters of a secret: 118 bits, not to be guessed whatever else is known (XEP-0347 6.4).</summary>
    private const int KeyLength = 24;

    /// <summary>A new secret.</summary>
    public static string MakeKey() => RandomNumberGenerator.GetString(BoardPassword.Alphabet, KeyLength);

    /// <summary>The registration of a board that nobody has claimed, with a new secret.</summary>
    /// <param name="device">The board.</param>
    /// <param name="domain">The things domain.</param>
    /// <param name="now">When it registers.</param>
    public static RegistryRecord Create(DeviceRecord device, string domain, DateTimeOffset now)
    {
        var tags = new List<MetaTag> { MetaTag.Of("SN", device.Name.Length <= MetaTag.MaxText ? device.Name : device.Name[..MetaTag.MaxText]) };
        if (device.Kind.Length > 0)
            tags.Add(MetaTag.Of("MODEL", device.Kind));
        tags.Add(MetaTag.Of(MetaTag.KeyName, MakeKey()));
        return new RegistryRecord { Thing = Jid.Create(device.Name, domain), Tags = tags, Fingerprint = MetaTags.Fingerprint(tags), Registered = now };
    }
}
