using IotXmpp.Tool.Boards;

namespace IotXmpp.Tool.Flashing;

/// <summary>What is known of a module when it is flashed.</summary>
/// <param name="Target">Name of its firmware for nanoff.</param>
/// <param name="Chip">Its chip, in the words of nanoff.</param>
/// <param name="Partition">Length of the deployment partition, octets.</param>
internal sealed record FlashTarget(string Target, string Chip, int Partition)
{
    /// <summary>1.75 MB: an ESP32 with 4 MB of flash.</summary>
    private const int SmallPartition = 0x1C0000;

    /// <summary>1.94 MB: ESP32-S3 and ESP32-C3.</summary>
    private const int LargePartition = 0x1F0000;

    /// <summary>That of a board's module.</summary>
    public static FlashTarget Of(Module module) => module.Target switch
    {
        var target when target.StartsWith("ESP32_S3", StringComparison.Ordinal) => new(target, "ESP32-S3", LargePartition),
        var target when target.StartsWith("ESP32_C3", StringComparison.Ordinal) => new(target, "ESP32-C3", LargePartition),
        var target => new(target, "ESP32", SmallPartition),
    };
}
