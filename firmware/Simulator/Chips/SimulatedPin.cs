using IotXmpp.Node.Drivers;

namespace IotXmpp.Simulator.Chips;

/// <summary>A pin with a level that stays.</summary>
internal sealed class SimulatedPin : DigitalPin
{
    /// <summary>True is high.</summary>
    public bool Level { get; set; }

    /// <inheritdoc/>
    public override void Write(bool high) => Level = high;

    /// <inheritdoc/>
    public override bool Read() => Level;
}
