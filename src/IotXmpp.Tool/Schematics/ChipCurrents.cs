using IotXmpp.Tool.Boards;

namespace IotXmpp.Tool.Schematics;

/// <summary>Currents of a chip on 3.3 V from its data sheet, in microamperes.</summary>
/// <param name="Transmit">Sending at full power, 802.11b: the peak a supply must give.</param>
/// <param name="Receive">Receiving.</param>
/// <param name="DeepSleep">Deep sleep with the timer that wakes it.</param>
/// <param name="Source">The data sheet.</param>
internal sealed record ChipCurrents(int Transmit, int Receive, int DeepSleep, string Source)
{
    /// <summary>The chip of a module.</summary>
    public static ChipCurrents Of(Module module) => module.Name switch
    {
        "esp32-s3-devkitc" => new(340_000, 88_000, 8, "ESP32-S3 data sheet, current consumption of radio and low-power modes"),
        "esp32-c3-devkitm" => new(335_000, 84_000, 5, "ESP32-C3 data sheet, current consumption of radio and low-power modes"),
        _ => new(240_000, 100_000, 10, "ESP32 data sheet, current consumption of radio and low-power modes"),
    };
}
