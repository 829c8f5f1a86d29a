using IotXmpp.Device.Boards;
using IotXmpp.Device.Session;
using IotXmpp.Device.Wire;
using IotXmpp.Exi.Portable;
using IotXmpp.Node.Boards;
using IotXmpp.Simulator.Chips;
using IotXmpp.Simulator.Physics;

namespace IotXmpp.Simulator;

/// <summary>Hardware and grammars of each kind of board: models for the demonstration, the firmware's own boards with simulated chips for <c>hardware/</c>.</summary>
internal static class SimulatedBoards
{
    /// <summary>What is measured and controlled.</summary>
    public static Board CreateHardware(SimulatedBoardOptions options, TimeProvider time)
    {
        SimulatedPins Pins() => new(new SimulatedRoom(options.Seed, time));
        Board hardware = options.Kind switch
        {
            BoardKind.ClimateDevkit => new ClimateDevkit(Pins(), new SimulatedMemory()),
            BoardKind.RelayDevkit => new RelayDevkit(Pins(), new SimulatedMemory()),
            BoardKind.S0Meter => new EnergyMeter(Pins(), new SimulatedMemory()),
            BoardKind.AirQualityS3 => new AirQualityS3(Pins(), new SimulatedMemory()),
            _ => SimulatedHardware.Create(options.Kind, options.Seed, options.SampleInterval, time),
        };
        return options.Around?.Invoke(hardware) ?? hardware;
    }

    /// <summary>What the firmware of a kind has in flash.</summary>
    public static ExiConfiguration CreateConfiguration(BoardKind kind) => kind switch
    {
        BoardKind.ClimateDevkit => Of(kind, ClimateDevkitGrammar.Image),
        BoardKind.RelayDevkit => Of(kind, RelayDevkitGrammar.Image),
        BoardKind.S0Meter => Of(kind, EnergyMeterGrammar.Image),
        BoardKind.AirQualityS3 => Of(kind, AirQualityS3Grammar.Image),
        _ => FirmwareConfiguration.Create(),
    };

    private static ExiConfiguration Of(BoardKind kind, byte[] image) => new($"iot-{BoardKinds.NameOf(kind)}-1", new GrammarImage(image), true) { IsDeviceType = true };
}
