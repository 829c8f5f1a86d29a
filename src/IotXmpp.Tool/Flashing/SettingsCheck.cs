using IotXmpp.Node.Life;

namespace IotXmpp.Tool.Flashing;

/// <summary>Reads a settings file with the board's own reader before the board has to.</summary>
internal static class SettingsCheck
{
    /// <summary>What the board will understand.</summary>
    /// <param name="path">The file.</param>
    /// <param name="board">The type of board it must be for.</param>
    /// <exception cref="FormatException">The board will not take it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BoardSettings Read(string path, string board)
    {
        if (new FileInfo(path).Length > JsonReader.MaxDocument)
            throw new FormatException($"longer than {JsonReader.MaxDocument} octets.");
        byte[] data = File.ReadAllBytes(path);
        var reader = new SettingsReader();
        var settings = reader.Read(data, data.Length) ?? throw new FormatException(reader.Error switch
        {
            SettingsError.MissingValue => $"'{reader.Key}' is missing.",
            SettingsError.BadValue => $"'{reader.Key}' cannot be right.",
            _ => "this is no settings file.",
        } + " 'device add' of the service writes one.");
        if (settings.Kind != board)
            throw new FormatException($"it is for a {settings.Kind}, and this is a {board}: say --board {settings.Kind}, or add the board with 'device add --kind {board}'.");
        return settings;
    }

    /// <summary>True if the board would look for the service on itself.</summary>
    public static bool IsLoopback(BoardSettings settings) => settings.Host is "localhost" || (System.Net.IPAddress.TryParse(settings.Host, out var address) && System.Net.IPAddress.IsLoopback(address));
}
