using IotXmpp.Device.Boards;

namespace IotXmpp.Simulator.Physics;

/// <summary>A relay and a dimmer that keep what was set, and a button that somebody presses about every five minutes to no other effect.</summary>
internal sealed class SimulatedRelay(int seed, TimeSpan sampleInterval, TimeProvider time)
    : SimulatedHardware(BoardDefinitions.RelayFields(), BoardDefinitions.RelayParameters(), seed, sampleInterval, time)
{
    private bool _relay;
    private long _brightness = 50;
    private long _presses;

    /// <inheritdoc/>
    public override void SetNumber(int parameter, long value)
    {
        if (parameter == BoardDefinitions.Relay)
        {
            _relay = value != 0;
        }
        else
        {
            _brightness = value;
        }
    }

    /// <inheritdoc/>
    protected override void Step() => _presses += Random.Next(300) == 0 ? 1 : 0;

    /// <inheritdoc/>
    protected override long Value(int field) => field switch
    {
        BoardDefinitions.RelayState => _relay ? 1 : 0,
        BoardDefinitions.Presses => _presses,
        _ => _brightness,
    };
}
