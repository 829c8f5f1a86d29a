using IotXmpp.Tool.Boards;

namespace IotXmpp.Tool.Flashing;

/// <summary>What a board is to become.</summary>
internal sealed class FlashRequest
{
    /// <summary>The type of board.</summary>
    public required BoardDescription Board { get; init; }

    /// <summary>Serial port, such as <c>COM3</c> or <c>/dev/ttyUSB0</c>.</summary>
    public required string Port { get; init; }

    /// <summary>File with the image of the application.</summary>
    public required string ImagePath { get; init; }

    /// <summary>File with the settings, as <c>device add</c> of the service wrote it.</summary>
    public required string SettingsPath { get; init; }

    /// <summary>The wireless network; null if it stays as it is.</summary>
    public WirelessNetwork? Network { get; init; }

    /// <summary>File with certificates of authorities to trust (PEM); null for those the firmware brings.</summary>
    public string? AuthoritiesPath { get; init; }

    /// <summary>Version of the nanoFramework firmware; null for the newest.</summary>
    public string? FirmwareVersion { get; init; }

    /// <summary>Erase all that is on the board first.</summary>
    public bool Erase { get; init; }

    /// <summary>Leave the nanoFramework firmware as it is.</summary>
    public bool KeepFirmware { get; init; }

    /// <summary>Target, chip and room of its module.</summary>
    public FlashTarget Target => FlashTarget.Of(Board.Module);
}
