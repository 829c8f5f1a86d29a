using IotXmpp.Concentrator.Devices;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Bridging;

/// <summary>A device of a bridge that is to be a board.</summary>
/// <param name="Name">Localpart of its address, enforced by RFC 7622 3.3.</param>
/// <param name="Owner">Bare JID of its owner; null for the administrator.</param>
/// <param name="Description">Its kind.</param>
public sealed record AttachedDevice(string Name, Jid? Owner, ThingDescription Description)
{
    /// <summary>For people; null for nothing.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// Carries out a command, whose values have been checked. It is done only if the device said so; without an answer it has timed out. Null if nothing can be set.
    /// </summary>
    public Func<IReadOnlyList<ControlValue>, DateTimeOffset, CancellationToken, ValueTask<ControlOutcome>>? SetAsync { get; init; }
}
